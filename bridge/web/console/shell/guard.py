"""What a browser may do with our pages, and where a form that is sent must come from."""

from flask import Response, request
from flask_wtf.csrf import CSRFProtect, generate_csrf
from markupsafe import Markup

LARGEST_FORM = 2_000_000  # bytes: a rules file is the largest that is ever sent
_SENT_WITHIN = 24 * 3600  # seconds from loading a page to sending its form
_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": _POLICY,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
CSRF_SETTINGS = {
    "WTF_CSRF_CHECK_DEFAULT": False,  # the cart posts, too
    "WTF_CSRF_TIME_LIMIT": _SENT_WITHIN,
    "WTF_CSRF_SSL_STRICT": False,  # our pages tell nobody where one came from, ourselves included
}


def harden(response: Response) -> Response:
    """Nothing of a page is kept, framed, run or told to another site."""
    response.headers.update(_HEADERS)
    return response


def insist_on_own_form(csrf: CSRFProtect) -> None:
    """A browser sends the cookie along with any other site's form, too; that one cannot read our
    pages and so has no token. Raises CSRFError."""
    request.max_content_length = LARGEST_FORM
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        csrf.protect()


def csrf_field() -> Markup:
    """What every form holds that is posted."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())
