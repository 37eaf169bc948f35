"""What is measured, one function a figure or two."""

import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from benchmarks.sending import post_all
from benchmarks.site import Site, site
from bridge.sandbox.servers import Servers

Row = tuple[str, str, str]  # what, measured, aim


def receiver(servers: Servers, folder: Path) -> Iterator[Row]:
    """Durable acknowledgements, while nobody works on the deliveries."""
    with site(servers, folder) as here:
        here.stack.start_web()
        post_all(here.stack.port, range(200), senders=10)
        count = 4000
        started = time.perf_counter()
        post_all(here.stack.port, range(1000, 1000 + count), senders=10)
        pace = count / (time.perf_counter() - started)
        yield "acknowledgements/s, ten senders", f"{pace:.0f}", "at least 300"
        waits = sorted(post_all(here.stack.port, range(9000, 11_000), senders=10, rate=100))
        slow = waits[int(len(waits) * 0.99)]
        yield "99 % acknowledged within, at 100/s", f"{slow * 1000:.0f} ms", "50 ms"


def pace(servers: Servers, folder: Path) -> Iterator[Row]:
    """How much of what an account allows is used, and whether it ever had to refuse."""
    with site(servers, folder, rate=5) as here:
        here.store_purchases(150)
        here.stack.start_worker()
        _until(here, 140)
        first, started = len(here.account.calls), time.perf_counter()
        _until(here, 20)
        used = (len(here.account.calls) - first) / (time.perf_counter() - started) / 5
        yield "of 5 allowed calls/s used", f"{used:.1%}", "at least 97 %"
        yield "calls refused with 429", str(here.account.limited), "0"


def purchases(servers: Servers, folder: Path, workers: int, aim: int) -> Iterator[Row]:
    """Two calls each, 50 ms a call, no limit at the account."""
    with site(servers, folder, workers=workers) as here:
        here.account.conditions.slow = 0.05
        count = workers * 150
        here.store_purchases(count)
        here.stack.start_worker()
        _until(here, count - workers * 5)
        left, started = here.waiting(), time.perf_counter()
        _until(here, workers * 5)
        done = left - here.waiting()
        pace = done / (time.perf_counter() - started)
        yield f"purchases/s, {workers} workers, 50 ms a call", f"{pace:.1f}", f"at least {aim}"


def memory(servers: Servers, folder: Path, count: int = 20_000) -> Iterator[Row]:
    """Proportional set size of receiver and workers, before and after many deliveries."""
    with site(servers, folder) as here:
        here.stack.start_web()
        here.stack.start_worker()
        warm = count // 10
        post_all(here.stack.port, range(warm), senders=10)
        _until(here, 0)
        before = _megabytes(here)
        post_all(here.stack.port, range(warm, warm + count), senders=10)
        _until(here, 0)
        after = _megabytes(here)
        aim = "under 200 MiB, not growing"
        yield f"memory after {warm} deliveries", f"{before:.0f} MiB", aim
        yield f"memory after {warm + count} deliveries", f"{after:.0f} MiB", aim


def _until(here: Site, waiting: int) -> None:
    """Until no more than `waiting` deliveries wait; raises RuntimeError when that takes ages."""
    deadline = time.monotonic() + 1800
    while (left := here.waiting()) > waiting:
        if time.monotonic() > deadline:
            raise RuntimeError(f"{left} deliveries still wait after half an hour")
        time.sleep(0.2)


def _megabytes(here: Site) -> float:
    roots = [psutil.Process(p.pid) for p in (here.stack.web, here.stack.worker) if p]
    family = [each for root in roots for each in (root, *root.children(recursive=True))]
    return float(sum(each.memory_full_info().pss for each in family)) / 2**20
