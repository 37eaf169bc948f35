"""The whole bridge on this machine: receiver and workers as processes of their own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import requests

from bridge.settings import VARIABLES

# What the bridge is told is told by the stack alone: not by this machine, nor by a file .env.
_NOBODYS = {variable.name: "" for variable in VARIABLES}
PROJECT = Path(__file__).parents[2]
_STOP_SECONDS = 30


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Stack:
    """`environment` is what a deployment would set; PORT is chosen when it is missing.

    `worker` is the command of the worker process, for a test that wants other timing. Output
    goes to `log`; without one it is shown.
    """

    def __init__(
        self,
        environment: Mapping[str, str],
        worker: tuple[str, ...] = ("worker.py",),
        log: IO[bytes] | None = None,
    ) -> None:
        self._environment = dict(environment)
        self.port = int(self._environment.setdefault("PORT", str(free_port())))
        self._worker_command = worker
        self._log = log
        self.web: subprocess.Popen[bytes] | None = None
        self.worker: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start_web(self) -> None:
        """Start the receiver and wait until it answers, healthy or not."""
        bind = f"127.0.0.1:{self.port}"
        self.web = self._start("-m", "gunicorn", "app:app", "--bind", bind)
        deadline = time.monotonic() + 20
        while not self._answers():
            if self.web.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("The receiver did not start; its log says why.")
            time.sleep(0.05)

    def start_worker(self) -> None:
        self.worker = self._start(*self._worker_command)

    def stop(self) -> None:
        """SIGTERM, as a platform would, and wait. Raises TimeoutExpired after half a minute; the
        log then says where each process was."""
        for process in (self.web, self.worker):
            if process and process.poll() is None:
                process.terminate()
        for process in (self.web, self.worker):
            if process:
                self._wait(process)

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGABRT)  # faulthandler writes where it was
            with suppress(subprocess.TimeoutExpired):
                process.wait(5)
            raise

    def kill(self, process: subprocess.Popen[bytes] | None) -> None:
        """kill -9 of the process and of everything it forked."""
        if process and process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def __enter__(self) -> Self:
        self.start_web()
        self.start_worker()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self.stop()
        finally:
            self.kill(self.web)
            self.kill(self.worker)

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        # A session of its own, so that Ctrl-C reaches us alone and a kill reaches all of it.
        return subprocess.Popen(  # noqa: S603 # our own programs
            [sys.executable, *arguments],
            cwd=PROJECT,
            env=os.environ | _NOBODYS | {"PYTHONFAULTHANDLER": "1"} | self._environment,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )

    def _answers(self) -> bool:
        try:
            requests.get(f"{self.url}/healthz", timeout=2)
        except requests.RequestException:
            return False
        return True
