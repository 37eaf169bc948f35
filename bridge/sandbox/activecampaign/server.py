"""The sandbox account's HTTP side: a threaded server on the loopback that keeps connections."""

import json
import socket
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from bridge.sandbox.activecampaign.shapes import Answer, Request

BODY_LIMIT = 1 << 20  # bytes

# Takes a request with its whole path and the key it came with; None closes without an answer.
Respond = Callable[[Request, str], Answer | None]


class LoopbackServer(ThreadingHTTPServer):
    """Listens on 127.0.0.1 only. `close` also ends the connections that clients keep open."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, respond: Respond) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.respond = respond
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self.shutdown()
        self.server_close()
        with self._open_lock:
            for connection in self._open:
                _hang_up(connection)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._open_lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._open_lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is everyday here (it timed out, or was killed on purpose)."""


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # the other side was faster


class _Handler(BaseHTTPRequestHandler):
    server: LoopbackServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # headers and body leave in one piece
    timeout = 120  # seconds a kept connection may idle

    def _serve(self) -> None:
        answer = self.server.respond(self._request(), self.headers.get("Api-Token", ""))
        if answer is None:
            self.close_connection = True
        else:
            self._send(answer)

    do_GET = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815 - http.server's names

    def _request(self) -> Request:
        address = urlsplit(self.path)
        query = dict(reversed(parse_qsl(address.query, keep_blank_values=True)))
        return Request(self.command, address.path, query, self._body())

    def _body(self) -> dict[str, object]:
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(min(length, BODY_LIMIT))
        self.close_connection |= length > BODY_LIMIT
        try:
            body = json.loads(raw or b"{}")
        except ValueError:
            return {}
        return body if isinstance(body, dict) else {}

    def _send(self, answer: Answer) -> None:
        page = isinstance(answer.body, str)
        text = answer.body if isinstance(answer.body, str) else json.dumps(answer.body)
        raw = b"" if answer.body is None else text.encode()
        self.send_response(answer.status, _reason(answer.status))
        if raw:
            self.send_header("Content-Type", "text/html" if page else "application/json")
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - http.server's name
        """Say nothing: request lines hold e-mail addresses."""


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
