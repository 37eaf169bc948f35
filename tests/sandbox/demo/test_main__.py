"""The demo as a newcomer runs it: a process of its own, from its first line to its last."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from bridge.sandbox.demo.open_ends import OPEN_ENDS
from bridge.sandbox.demo.shop_story import STORY
from bridge.sandbox.stack import PROJECT

DEMO = (sys.executable, "-m", "bridge.sandbox.demo")
PATIENCE = 120  # seconds, on a machine with much else to do


@contextmanager
def demo(folder: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """A running demo that leads a group of processes, as one started in a terminal does."""
    # Tests that run in a shell's background ignore Ctrl-C, and so would all that they start.
    heeded = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        process = subprocess.Popen(  # noqa: S603 # our own program
            [*DEMO, "--folder", str(folder), *options],
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
    finally:
        signal.signal(signal.SIGINT, heeded)
    alarm = threading.Timer(PATIENCE, process.terminate)
    alarm.start()
    try:
        with process:
            yield process
        assert not alarm.finished.is_set(), f"it did not end within {PATIENCE} s"
    finally:
        alarm.cancel()


def family(process: subprocess.Popen[str]) -> list[psutil.Process]:
    return psutil.Process(process.pid).children(recursive=True)


def test_it_tells_the_whole_story_ends_by_itself_and_every_step_is_right(tmp_path: Path) -> None:
    with demo(tmp_path, "--once") as process:
        told = process.communicate()[0]
    assert process.returncode == 0, told
    assert told.startswith("Starting Postgres, Valkey, a sandbox ActiveCampaign, the receiver")
    steps = [f"{number:>2}. {step.says}" for number, step in enumerate(STORY, 1)]
    assert [line for line in told.splitlines() if re.match(r"[ \d]\d\. ", line)] == steps
    assert "    Anna: [Gold Membership]  (duplicate, no calls)\n" in told
    assert "    Anna: [Gold Membership]  (delivery 5 applied, no calls)\n" in told
    assert "This is wrong" not in told
    assert "http" not in told.lower().replace("over http", "")  # no address: all are gone by then


def test_a_rules_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with demo(tmp_path, "--once", "--rules", str(tmp_path / "none.yaml")) as process:
        told = process.communicate()[0]
    assert told.endswith("none.yaml: there is no such file. Is its path right?\n")
    assert process.returncode == 1


def test_the_commands_it_names_work_as_typed_and_ctrl_c_leaves_nothing_behind(
    tmp_path: Path,
) -> None:
    with demo(tmp_path) as process:
        assert process.stdout
        told = []
        for line in process.stdout:
            told.append(line.rstrip("\n"))
            if line == "End it with Ctrl-C.\n":
                break
        relatives = family(process)
        first = told.index("Try it from another terminal, in this folder:") + 1
        typed = "\n".join(line.strip() for line in told[first : first + 3])
        answered = subprocess.run(  # noqa: S603 # what the demo tells its reader to type
            ["/bin/sh", "-ec", typed], cwd=PROJECT, capture_output=True, text=True, check=False
        )
        os.killpg(process.pid, signal.SIGINT)
        rest = process.communicate()[0]
    last = len(STORY) + len(OPEN_ENDS) + 1
    assert f"# says: bridge show {last}\n" in (PROJECT / "README.md").read_text()
    where = "\n".join(told)
    assert re.search(r"\n  webhook +http://127\.0\.0\.1:\d+/webhooks/thrivecart\n", where)
    assert re.search(r"\n  sandbox account +http://127\.0\.0\.1:\d+/sandbox/contacts\n", where)
    console = r"http://127\.0\.0\.1:\d+/console \(password: demo\)"
    assert re.search(rf"\n  console +{console}\n", where)
    assert answered.stderr == ""
    assert answered.stdout.startswith(
        f"Sent order.success. The receiver stored it: bridge show {last}\n"
    )
    assert re.search(rf"\n{last} +\d+ \w+ \d+, [\d:]+ +purchase ", answered.stdout)
    assert rest == "\nStopping.\n"
    assert process.returncode == 0
    assert len(relatives) > 5  # gunicorn, workers, Valkey and Postgres with theirs
    assert psutil.wait_procs(relatives, timeout=10)[1] == []
