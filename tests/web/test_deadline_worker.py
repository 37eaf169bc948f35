"""Whoever dawdles is shut out, and everybody else is answered meanwhile."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from bridge.sandbox.servers import free_port
from tests.journeys.road import eventually

ROOT = Path(__file__).parents[2]
SITE = """\
from flask import Flask, request
from bridge.web.deadline_worker import DeadlineWorker

class Hasty(DeadlineWorker):
    head_seconds = 0.5
    seconds = 1.0

worker_class, threads, workers, keepalive = Hasty, 2, 1, 95
app = Flask(__name__)

@app.post("/")
def post():
    return request.get_data()
"""
HEAD = b"POST / HTTP/1.1\r\nHost: shop.example.com\r\nContent-Length: 4\r\n\r\n"
SLOW = {"in its head": HEAD[:20], "in its body": HEAD + b"ab"}


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    (tmp_path / "gunicorn.conf.py").write_text(SITE)
    (tmp_path / "slow_site.py").write_text(SITE)
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "slow_site:app", "--bind", f"127.0.0.1:{port}"]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 # our own program
            command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, stdout=log, stderr=log
        )
    try:
        assert eventually(lambda: _answers(port), seconds=30)
        yield port
    finally:
        process.terminate()
        process.wait(30)
    assert "Traceback" not in (tmp_path / "log").read_text()


def _answers(port: int) -> bool:
    try:
        return requests.post(f"http://127.0.0.1:{port}/", b"abcd", timeout=30).content == b"abcd"
    except requests.RequestException:
        return False


@pytest.mark.parametrize("where", SLOW)
def test_senders_that_stop_hold_no_thread(port: int, where: str) -> None:
    slow = [socket.create_connection(("127.0.0.1", port), timeout=30) for _ in range(6)]
    for each in slow:
        each.sendall(SLOW[where])
    assert _answers(port)
    assert {each.recv(4096)[:12] for each in slow} <= {b"", b"HTTP/1.1 400"}
    for each in slow:
        each.close()


def test_a_sender_that_trickles_is_shut_out_too(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as slow:
        assert eventually(lambda: _is_shut(slow), seconds=30)


def _is_shut(slow: socket.socket) -> bool:
    """After one more byte of a head that never ends."""
    try:
        slow.sendall(b"X")
        time.sleep(0.05)
        slow.setblocking(False)
        return slow.recv(4096) is not None
    except BlockingIOError:
        return False
    except OSError:
        return True
    finally:
        slow.setblocking(True)
