"""Senders that post deliveries over kept connections and time each acknowledgement."""

import http.client
import itertools
import threading
import time
from collections.abc import Callable, Iterator

from benchmarks.site import purchase
from bridge.sources.thrivecart.samples import FORM

_HEADERS = {"Content-Type": FORM}


def post_all(port: int, numbers: range, senders: int, rate: float | None = None) -> list[float]:
    """Post a purchase for each number; the seconds until each was acknowledged.

    With `rate`, deliveries a second, each goes out at its time, whether or not the one before
    was answered in time by another sender. Raises RuntimeError at the first that is refused.
    """
    bodies = [purchase(number) for number in numbers]
    turns = _turns(len(bodies), rate)
    waits: list[float] = []
    problems: list[str] = []

    def send() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while (turn := turns()) is not None:
            index, due = turn
            time.sleep(max(0.0, due - time.perf_counter()))
            started = time.perf_counter()
            connection.request("POST", "/webhooks/thrivecart", bodies[index], _HEADERS)
            answer = connection.getresponse()
            said = answer.read()
            waits.append(time.perf_counter() - max(started, due))
            if answer.status != 200:
                problems.append(f"{answer.status}: {said.decode()}")

    threads = [threading.Thread(target=send) for _ in range(senders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        raise RuntimeError(f"{len(problems)} deliveries were not taken, the first: {problems[0]}")
    return waits


def _turns(count: int, rate: float | None) -> Callable[[], tuple[int, float] | None]:
    """Hands each sender the next delivery and the time at which it is due."""
    start = time.perf_counter()
    counter: Iterator[int] = itertools.count()
    lock = threading.Lock()

    def take() -> tuple[int, float] | None:
        with lock:
            index = next(counter)
        return (index, start + index / rate if rate else 0.0) if index < count else None

    return take
