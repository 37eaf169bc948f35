"""Whether a program shows the token: Authorization: Bearer …"""

import hmac
import logging

from flask import Response, jsonify, make_response, request

from bridge.web.console.shell.attempts import Attempts

logger = logging.getLogger(__name__)


class Bearer:
    """`token` must not be empty, and too long to be guessed: whoever shows it is never held up.
    Who shows another one is told to wait, as at the log-in."""

    def __init__(self, token: str, attempts: Attempts) -> None:
        self._token = token
        self._attempts = attempts

    def refusal(self) -> Response | None:
        """The answer for whoever has not got it; None for who has."""
        given = request.authorization
        shown = (given.token or "") if given and given.type == "bearer" else ""
        if hmac.compare_digest(shown.encode(), self._token.encode()):
            return None
        if not shown:
            return _refused(401, "Send the token: Authorization: Bearer … It is CONSOLE_TOKEN.")
        seconds = self._attempts.seconds_to_wait(request.remote_addr or "")
        if seconds:
            refused = _refused(429, f"Too many wrong tokens. Try again in {seconds} seconds.")
            refused.headers["Retry-After"] = str(seconds)
            return refused
        logger.warning("a program came with a wrong token")
        return _refused(401, "That is not the token. It is the setting CONSOLE_TOKEN.")


def _refused(status: int, message: str) -> Response:
    refused = make_response(jsonify(message=message), status)
    if status == 401:
        refused.headers["WWW-Authenticate"] = 'Bearer realm="The bridge"'
    return refused
