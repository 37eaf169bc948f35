"""How fast the receiver acknowledges, beside what its server does with a bare view."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from benchmarks.sending import post_all
from benchmarks.site import site
from benchmarks.table import Row
from bridge.sandbox.servers import Servers, free_port
from bridge.sandbox.stack import PROJECT

_COUNT, _SENDERS = 3_000, 10
_SHARE = 0.4  # of what a bare view answers
_ROUNDS = 3  # one after the other, so that a slow minute of the machine meets both


def receiver(servers: Servers, folder: Path) -> Iterator[Row]:
    """Durable acknowledgements, while nobody works on the deliveries."""
    with site(servers, folder) as here, _bare_server(folder) as bare:
        here.stack.start_web()
        for port in (bare, here.stack.port):
            post_all(port, range(300), senders=_SENDERS)
        ours, theirs = 0.0, 0.0
        for turn in range(1, _ROUNDS + 1):
            numbers = range(turn * _COUNT, (turn + 1) * _COUNT)
            theirs = max(theirs, _pace(bare, numbers))
            ours = max(ours, _pace(here.stack.port, numbers))
        yield (
            "acknowledgements a second, ten senders",
            f"{ours:.0f} ({ours / theirs:.2f})",
            f"{_SHARE * theirs:.0f}: {_SHARE} of a bare view's {theirs:.0f}",
        )
        numbers = range(100_000, 102_000)
        waits = sorted(post_all(here.stack.port, numbers, senders=_SENDERS, rate=100))
        for share, most in ((0.5, 5), (0.99, 15)):
            within = waits[int(len(waits) * share)] * 1000
            yield (
                f"{share:.0%} acknowledged within, at 100 a second",
                f"{within:.1f} ms",
                f"{most} ms",
            )


def _pace(port: int, numbers: range) -> float:
    started = time.perf_counter()
    post_all(port, numbers, senders=_SENDERS)
    return len(numbers) / (time.perf_counter() - started)


@contextmanager
def _bare_server(folder: Path) -> Iterator[int]:
    """Run as the receiver is, by the same gunicorn.conf.py; gives its port."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "benchmarks.bare:app", "--bind"]
    with (folder / "bare.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 # our own program
            [*command, f"127.0.0.1:{port}"], cwd=PROJECT, stdout=log, stderr=log
        )
        try:
            _wait_until_it_answers(port)
            yield port
        finally:
            process.terminate()
            process.wait(30)


def _wait_until_it_answers(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            requests.get(f"http://127.0.0.1:{port}/", timeout=2)
        except requests.RequestException:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the bare server did not start")
