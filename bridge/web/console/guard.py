"""Who may see the pages, who may press the button, and what a browser may do with them."""

import hmac

from flask import Response, request
from itsdangerous import BadSignature, TimestampSigner

LARGEST_FORM = 10_000  # bytes
_PRESSED_WITHIN = 24 * 3600  # seconds from loading a page to pressing its button
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def let_in(password: str) -> bool:
    """Whether the request carries the password, under any user name."""
    given = request.authorization
    if given is None or given.type != "basic":
        return False
    # As bytes: compared in constant time whatever letters it is made of.
    return hmac.compare_digest((given.password or "").encode(), password.encode())


def harden(response: Response) -> Response:
    """Nothing of a page is kept, framed, run or told to another site."""
    response.headers.update(_HEADERS)
    return response


class Tokens:
    """A browser sends the password along with any other site's form; it cannot read our pages and
    so has no token. One token is good for one delivery and a day."""

    def __init__(self, password: str) -> None:
        self._signer = TimestampSigner(password, salt="bridge.web.console.retry")

    def of(self, id_: int) -> str:
        return self._signer.sign(str(id_)).decode()

    def fits(self, token: str, id_: int) -> bool:
        try:
            return self._signer.unsign(token, max_age=_PRESSED_WITHIN) == str(id_).encode()
        except BadSignature:
            return False
