"""The receiver's gunicorn worker: a sender that dawdles holds no thread for long.

gunicorn's threads wait without end for the head of a request, once its first byte is there. Here
a connection whose request is late is shut, which the thread meets as a sender that went away.
"""

import socket
import time
from contextlib import suppress
from typing import Any

from gunicorn.workers.gthread import ThreadWorker


class DeadlineWorker(ThreadWorker):  # type: ignore[misc] # published without types
    """`head_seconds` from the first byte of a request to the last of its head, `seconds` for all of
    it with its answer."""

    head_seconds = 10.0
    seconds = 60.0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._deadlines: dict[Any, float] = {}

    def handle(self, conn: Any) -> Any:
        """In a thread: all of one request."""
        self._deadlines[conn] = time.monotonic() + self.head_seconds
        try:
            return super().handle(conn)
        finally:
            self._deadlines.pop(conn, None)

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Once the head is there."""
        self._deadlines[conn] = time.monotonic() + self.seconds
        return super().handle_request(req, conn)

    def notify(self) -> None:
        """Once a second at the least."""
        super().notify()
        for conn, deadline in list(self._deadlines.items()):
            if deadline < time.monotonic():
                with suppress(OSError):
                    conn.sock.shutdown(socket.SHUT_RDWR)
