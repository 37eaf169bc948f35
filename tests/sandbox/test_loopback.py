"""The server under every stand-in keeps connections, and ends them when told."""

import http.client
from collections.abc import Iterator

import pytest
from flask import Flask, Response, request

from bridge.sandbox.loopback import CONNECTION, LoopbackServer, hang_up

app = Flask(__name__)


@app.post("/echo")
def echo() -> Response:
    return Response(request.get_data(), headers={"Retry-After": "1"})


@app.get("/cut")
def cut() -> str:
    hang_up(request.environ[CONNECTION])
    return "never heard"


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    made = LoopbackServer(0, app)
    made.start()
    yield made
    made.close()


@pytest.fixture
def line(server: LoopbackServer) -> http.client.HTTPConnection:
    """A connection to it."""
    return http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)


def said(line: http.client.HTTPConnection, body: bytes) -> tuple[int, bytes, str | None]:
    line.request("POST", "/echo", body)
    answer = line.getresponse()
    return answer.status, answer.read(), answer.headers["Retry-After"]


def test_one_connection_carries_many_calls(line: http.client.HTTPConnection) -> None:
    line.connect()
    kept = line.sock
    bodies = [b"one", b"", b"x" * 100_000]
    assert [said(line, body) for body in bodies] == [(200, body, "1") for body in bodies]
    assert line.sock is kept


def test_a_connection_that_is_cut_gives_no_answer(line: http.client.HTTPConnection) -> None:
    line.request("GET", "/cut")
    with pytest.raises(http.client.RemoteDisconnected):
        line.getresponse()


def test_a_close_ends_the_connections_that_were_kept(
    server: LoopbackServer, line: http.client.HTTPConnection
) -> None:
    assert said(line, b"one")[0] == 200
    server.close()
    with pytest.raises(ConnectionError):
        said(line, b"two")
