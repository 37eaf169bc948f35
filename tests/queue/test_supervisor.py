"""Real processes; nothing here waits longer than it must, and what outlives a test is killed."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from bridge.queue import supervisor

ROOT = Path(__file__).parents[2]

# What a worker does here is said in files: `at-<pid>` while it is at a job, `done-<pid>` after.
PROGRAM = """
import os, signal, sys, time
from pathlib import Path
from bridge.queue import supervisor

folder = Path(sys.argv[1])
how = sys.argv[2]
supervisor.STOP_SECONDS = 1.0

def work():
    stopping = []
    if how != "short":
        signal.signal(signal.SIGTERM, lambda *_: stopping.append(1))
    name = str(os.getpid())
    (folder / f"at-{name}").touch()
    if how == "ends":
        return
    while how != "done when asked" or not stopping:
        time.sleep(0.01)
    (folder / f"done-{name}").touch()

class Chores:
    def tick(self):
        if how == "chores fail" and len(list(folder.glob("at-*"))) == 2:
            raise ZeroDivisionError
        (folder / "ticked").touch()
    def stop(self):
        (folder / "chores stopped").touch()

supervisor.Supervisor(2, work, Chores(), every=0.02, rest=0.2).run()
(folder / "ended well").touch()
"""

# SIGTERM at ever another moment of the supervisor's round.
OFTEN = """
import os, signal
from bridge.queue import supervisor

class Chores:
    tick = stop = lambda self: None

signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
for micros in range(1, 400):
    it = supervisor.Supervisor(0, lambda: None, Chores(), every=1e-5)
    signal.setitimer(signal.ITIMER_REAL, micros / 1e6)
    it.run()
"""


class House:
    """A supervisor in a process of its own, and what its workers left in the folder."""

    def __init__(self, folder: Path, how: str) -> None:
        self.folder = folder
        self.process = subprocess.Popen(  # noqa: S603 # our own program
            [sys.executable, "-c", PROGRAM, str(folder), how], cwd=ROOT, stderr=subprocess.DEVNULL
        )
        self._seen = {self.process.pid: psutil.Process(self.process.pid)}

    def names(self, what: str) -> set[int]:
        return {int(file.name.partition("-")[2]) for file in self.folder.glob(f"{what}-*")}

    def has(self, name: str) -> bool:
        return (self.folder / name).exists()

    def workers(self) -> set[int]:
        """The workers that live and are at a job."""
        with contextlib.suppress(psutil.NoSuchProcess):
            for child in self._seen[self.process.pid].children():
                self._seen.setdefault(child.pid, child)
        return {pid for pid in self.names("at") if self.lives(pid)}

    def lives(self, pid: int) -> bool:
        process = self._seen.get(pid)
        with contextlib.suppress(psutil.NoSuchProcess):
            return (
                process is not None
                and process.is_running()
                and process.status() != psutil.STATUS_ZOMBIE
            )
        return False

    def clear_away(self) -> None:
        for process in self._seen.values():
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()  # psutil makes sure that the pid is still the same process's
        self.process.wait()


def until(promise: Callable[[], bool], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not promise():
        assert time.monotonic() < deadline, "it did not come to pass in time"
        time.sleep(0.01)


@pytest.fixture
def house(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[House]:
    built = House(tmp_path, request.param)
    try:
        yield built
    finally:
        built.clear_away()


def how(workers_behave: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("house", [workers_behave], indirect=True)


@how("short")
def test_a_killed_worker_is_replaced(house: House) -> None:
    until(lambda: len(house.workers()) == 2)
    killed = min(house.workers())
    os.kill(killed, signal.SIGKILL)
    until(lambda: len(house.workers() - {killed}) == 2)
    assert not house.lives(killed)
    assert house.process.poll() is None


@how("ends")
def test_a_worker_that_ends_at_once_is_started_again_but_not_in_a_spin(house: House) -> None:
    started = time.monotonic()
    until(lambda: len(house.names("at")) >= 6)
    assert time.monotonic() - started >= 0.4  # two places, three times each, 0.2 s apart
    assert house.process.poll() is None


@how("done when asked")
def test_sigterm_lets_the_running_jobs_finish(house: House) -> None:
    until(lambda: len(house.workers()) == 2 and house.has("ticked"))
    at_work = house.workers()
    house.process.terminate()
    assert house.process.wait(10) == 0
    assert house.names("done") == at_work
    assert house.workers() == set()
    assert house.has("chores stopped")
    assert house.has("ended well")


def test_sigterm_is_heard_at_whatever_moment_it_comes() -> None:
    program = [sys.executable, "-c", OFTEN]
    assert subprocess.run(program, cwd=ROOT, timeout=60, stderr=subprocess.DEVNULL).returncode == 0  # noqa: S603 # our own program


@how("never done")
def test_sigterm_ends_within_the_limit_even_with_a_job_that_hangs(house: House) -> None:
    until(lambda: len(house.workers()) == 2 and house.has("ticked"))
    house.process.terminate()
    assert house.process.wait(10) == 0
    assert house.workers() == set()
    assert house.names("done") == set()
    assert house.has("chores stopped")


@how("done when asked")
def test_a_worker_does_not_outlive_its_killed_supervisor(house: House) -> None:
    until(lambda: len(house.workers()) == 2)
    orphans = house.workers()
    house.process.kill()
    until(lambda: house.workers() == set())
    assert house.names("done") == orphans  # what they were at, they finished


@how("chores fail")
def test_a_supervisor_that_fails_unforeseen_takes_its_workers_with_it(house: House) -> None:
    assert house.process.wait(15) == 1
    assert len(house.names("at")) == 2
    assert house.workers() == set()
    assert house.has("chores stopped")
    assert not house.has("ended well")


def test_the_limit_stands_within_the_thirty_seconds_that_heroku_gives() -> None:
    assert supervisor.STOP_SECONDS <= 25
