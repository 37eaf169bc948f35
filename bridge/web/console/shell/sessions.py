"""Who is logged in: a signed cookie, good for a week, that says so and by which name. It has an id,
by which a log-out ends it together with its copies."""

import hashlib
import hmac
import secrets
from datetime import timedelta

from flask import Flask, request, session
from flask.sessions import SecureCookieSessionInterface

from bridge.settings import Settings

_ID, _WHO = "id", "who"
_LASTS = timedelta(days=7)
_LONGEST_NAME = 60


class CookieSessions(SecureCookieSessionInterface):
    """Flask's own, whose cookie goes over https alone where the page came over it."""

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002 # Flask's
        return request.is_secure


def set_up(app: Flask, config: Settings) -> None:
    """All processes sign alike without sharing anything, and another password logs everybody out.
    The password alone would not do: whoever has a cookie could try words until one signs so."""
    salt = f"{config.thrivecart_secret} {config.database_url}".encode()
    password = config.console_password.encode()
    app.secret_key = hashlib.scrypt(password, salt=salt, n=2**14, r=8, p=1)
    app.session_interface = CookieSessions()
    app.config.update(
        SESSION_COOKIE_NAME="bridge_console",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/console",
        PERMANENT_SESSION_LIFETIME=_LASTS,
    )


def fits(given: str, password: str) -> bool:
    """Compared in constant time, as bytes: whatever letters it is made of."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), password.encode())


def log_in(who: str) -> None:
    """The session of before is gone, and its tokens with it."""
    session.clear()
    session.permanent = True
    session[_ID] = secrets.token_urlsafe(16)
    printable = "".join(letter if letter.isprintable() else " " for letter in who)
    session[_WHO] = " ".join(printable.split())[:_LONGEST_NAME]


def log_out() -> None:
    session.clear()


def is_in() -> bool:
    return bool(id_of_session())


def id_of_session() -> str:
    """ "" where nobody is logged in."""
    return str(session.get(_ID, ""))


def who() -> str:
    """The name that was typed at the log-in; "" where none was."""
    return str(session.get(_WHO, ""))
