"""What the workers do: pace, purchases, small plans and memory, one function a figure or two."""

import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import redis
from sqlalchemy import text

from benchmarks.sending import post_all
from benchmarks.site import Site, site
from benchmarks.table import Row
from bridge.sandbox.servers import Servers

_SMALL_REDIS, _SMALL_POSTGRES = 20, 20  # connections on Heroku's smallest plans


def pace(servers: Servers, folder: Path) -> Iterator[Row]:
    """How much of what an account allows is used, and whether it ever had to refuse."""
    with site(servers, folder, rate=5) as here:
        here.store_purchases(150)
        here.stack.start_worker()
        _until(here, 140)
        first, started = len(here.account.calls), time.perf_counter()
        _until(here, 20)
        used = (len(here.account.calls) - first) / (time.perf_counter() - started) / 5
        yield "of 5 allowed calls a second used", f"{used:.1%}", "97 %"
        yield "calls refused with 429", str(here.account.limited), "0"


def purchases(servers: Servers, folder: Path, workers: int) -> Iterator[Row]:
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
        pace, most = done / (time.perf_counter() - started), workers / 0.1
        yield (
            f"purchases a second, {workers} workers, 50 ms a call",
            f"{pace:.1f} ({pace / most:.2f})",
            f"{0.9 * most:.0f}: 0.9 of {most:.0f}",
        )


def small_plans(servers: Servers, folder: Path) -> Iterator[Row]:
    """Sixty purchases while four workers and the receiver share a Redis of twenty connections."""
    count = 60
    with site(servers, folder, workers=4) as here, redis.Redis.from_url(servers.redis_url()) as own:
        allowed = own.config_get("maxclients")["maxclients"]
        refused = own.info("stats")["rejected_connections"]
        own.config_set("maxclients", _SMALL_REDIS + 1)  # and this one
        try:
            here.stack.start_web()
            here.stack.start_worker()
            started = time.perf_counter()
            post_all(here.stack.port, range(count), senders=10)
            _until(here, 0)
            took = time.perf_counter() - started
            used = own.info("clients")["connected_clients"] - 1
            refused = own.info("stats")["rejected_connections"] - refused
        finally:
            own.config_set("maxclients", allowed)
        yield f"{count} purchases, 4 workers, a Redis of 20", f"{took:.1f} s", "60 s"
        yield "connections used at Redis", str(used), f"{_SMALL_REDIS}, none refused"
        yield "connections refused by Redis", str(refused), "0"
        yield "connections used at Postgres", str(_at_postgres(here)), str(_SMALL_POSTGRES)


def _at_postgres(here: Site) -> int:
    mine = "select count(*) from pg_stat_activity where datname = current_database()"
    with here.engine.connect() as connection:
        return int(connection.execute(text(mine)).scalar_one()) - 1  # and this one


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
        yield f"memory after {warm:,} deliveries", f"{before:.0f} MiB", "150 MiB"
        yield f"memory after {warm + count:,} deliveries", f"{after:.0f} MiB", f"{before:.0f} MiB"


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
