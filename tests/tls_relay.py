"""TLS in front of a server that speaks none, as a hosted Redis has it."""

import contextlib
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import trustme


class _Relay(socketserver.BaseRequestHandler):
    """Carries bytes both ways until either side ends."""

    server: "_Listener"

    def handle(self) -> None:
        with (
            contextlib.suppress(OSError),
            self.server.certificate.wrap_socket(self.request, server_side=True) as outside,
            socket.create_connection(("127.0.0.1", self.server.behind)) as inside,
        ):
            back = threading.Thread(target=_carry, args=(inside, outside), daemon=True)
            back.start()
            _carry(outside, inside)
            back.join(5)


class _Listener(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, behind: int) -> None:
        super().__init__(("127.0.0.1", 0), _Relay)
        self.behind = behind
        self.certificate = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        trustme.CA().issue_cert("somewhere-else.example.com").configure_cert(self.certificate)


def _carry(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while chunk := source.recv(65536):
            target.sendall(chunk)
        target.shutdown(socket.SHUT_WR)


@contextmanager
def tls_in_front_of(port: int) -> Iterator[int]:
    """The port where TLS is spoken, with a certificate that nobody trusts, for another name."""
    with _Listener(port) as listener:
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield listener.server_address[1]
        finally:
            listener.shutdown()
            thread.join()
