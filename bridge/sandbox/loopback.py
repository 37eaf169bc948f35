"""WSGI over kept connections, in threads, on this machine only.

The vendors keep connections. Werkzeug's server closes each after one answer, and so would the
standard library's, which needs only to be told to go on.
"""

import socket
import sys
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingMixIn
from typing import Any
from weakref import WeakSet
from wsgiref.handlers import SimpleHandler
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer
from wsgiref.types import WSGIApplication

CONNECTION = "bridge.connection"  # its name in a request's environ


class LoopbackServer(ThreadingMixIn, WSGIServer):
    """Listens on 127.0.0.1 only. `close` also ends the connections that clients keep open."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, app: WSGIApplication) -> None:
        super().__init__(("127.0.0.1", port), _Connection)
        self.app = app
        self._open: WeakSet[socket.socket] = WeakSet()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self.shutdown()
        self.server_close()
        for connection in self._open:
            hang_up(connection)

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        self._open.add(connection)
        return connection, address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is everyday here (it timed out, or was killed on purpose)."""


def hang_up(connection: socket.socket) -> None:
    """Whatever is answered on it does not arrive."""
    with suppress(OSError):  # the other side was faster
        connection.shutdown(socket.SHUT_RDWR)


class _Connection(WSGIRequestHandler):
    server: LoopbackServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # headers and body leave in one piece
    timeout = 120  # seconds a kept connection may idle
    handle = BaseHTTPRequestHandler.handle  # which goes on after one request

    def _answer(self) -> None:
        environ = {**self.get_environ(), CONNECTION: self.connection}
        answer = _Answer(self.rfile, self.wfile, sys.stderr, environ)  # type: ignore[arg-type] # fits
        answer.run(self.server.app)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _answer  # noqa: N815 - http.server's names

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - http.server's name
        """Say nothing: request lines hold e-mail addresses."""


class _Answer(SimpleHandler):
    http_version = "1.1"
    os_environ: dict[str, str] = {}  # noqa: RUF012 - wsgiref's name; requests do not need ours
