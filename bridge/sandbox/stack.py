"""The whole bridge on this machine: receiver and workers as processes of their own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

import requests

from bridge.sandbox.servers import free_port
from bridge.settings import VARIABLES

# What the bridge is told is told by the stack alone: not by this machine, nor by a file .env.
_SETTINGS = {"PYTHONFAULTHANDLER": "1"} | {variable.name: "" for variable in VARIABLES}
PROJECT = Path(__file__).parents[2]
_STOP_SECONDS = 30


@dataclass
class Stack:
    """`environment` is what a deployment would set; PORT is chosen when it is missing.

    `worker_command` is for a test that wants other timing. Output goes to `log`; without one it is
    shown.
    """

    environment: Mapping[str, str]
    worker_command: tuple[str, ...] = ("worker.py",)
    log: IO[bytes] | None = None
    web: subprocess.Popen[bytes] | None = None
    worker: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.port = int(self.environment.get("PORT") or free_port())

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start_web(self) -> None:
        """Start the receiver and wait until it answers, healthy or not."""
        bind = f"127.0.0.1:{self.port}"
        self.web = self._start("-m", "gunicorn", "app:app", "--bind", bind)
        deadline = time.monotonic() + 20
        while self.web.poll() is None and time.monotonic() < deadline:
            with suppress(requests.RequestException):
                requests.get(f"{self.url}/healthz", timeout=2)
                return
            time.sleep(0.05)
        raise RuntimeError("The receiver did not start; its log says why.")

    def start_worker(self) -> None:
        self.worker = self._start(*self.worker_command)

    def stop(self) -> None:
        """SIGTERM, as a platform would, and wait. Raises TimeoutExpired after half a minute; the
        log then says where each process was."""
        started = [process for process in (self.web, self.worker) if process]
        for process in started:
            process.terminate()  # which leaves alone what has ended
        for process in started:
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

    def __exit__(self, *_: object) -> None:
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
            env={**os.environ, **_SETTINGS, **self.environment, "PORT": str(self.port)},
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )
