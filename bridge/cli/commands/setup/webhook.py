"""The other end of `bridge send`: where it posts, and what its answers mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import requests

from bridge.model.errors import BridgeError

PATH = "/webhooks/thrivecart"
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_SECONDS = 15  # for the answer; the receiver needs milliseconds

_MEANS = {
    400: "The receiver could not read it (400).",
    401: "The receiver refused the secret (401). THRIVECART_SECRET here is not the receiver's: set "
    "both to the secret word that ThriveCart shows under Settings > API & Webhooks > ThriveCart "
    "order validation.",
    404: "There is no receiver at this address (404). It ends in /webhooks/thrivecart.",
    413: "The receiver found it too large (413).",
    503: "The receiver could not store it (503). Does its Postgres run, and was `bridge migrate` "
    "run? ThriveCart would send it again.",
}


@dataclass(frozen=True)
class Answered:
    """The receiver's 200: it stands in the record under `id`; `duplicate` when it did before."""

    id: int
    duplicate: bool


def address(to: str) -> str:
    """Where to post; the webhook's path is put behind a bare host. Raises ValueError."""
    try:
        parts = urlsplit(to.strip())
        host = parts.hostname
    except ValueError:
        host = None
    if not host or parts.scheme not in ("https", "http"):
        raise ValueError(f"{to!r} is no address. It looks like https://your-app.example.com.")
    if parts.scheme == "http" and host not in _LOOPBACK:
        raise ValueError(
            f"{to!r} must begin with https://, so that nobody on the way can read the secret."
        )
    return urlunsplit(parts._replace(path=PATH)) if parts.path in ("", "/") else to.strip()


def is_live(*addresses: str) -> bool:
    """Whether one of them is not on this machine; an empty one is not counted."""
    return any(each and urlsplit(each).hostname not in _LOOPBACK for each in addresses)


def post(to: str, body: bytes, content_type: str) -> Answered:
    """The receiver's answer when it took the delivery. Raises BridgeError, with what to do."""
    where = urlsplit(to).netloc.rpartition("@")[2]
    answer = _posted(to, where, body, content_type)
    said = _said(answer)
    if answer.status_code != 200:
        raise BridgeError(_refusal(answer.status_code, str(said.get("message") or "")))
    id_ = said.get("id")
    if not isinstance(id_, int):
        raise BridgeError(f"{where} answered 200, but not as the receiver does. Is --to right?")
    return Answered(id_, duplicate=said.get("message") == "duplicate")


def _posted(to: str, where: str, body: bytes, content_type: str) -> requests.Response:
    headers = {"Content-Type": content_type}
    with requests.Session() as session:
        # A proxy is for the world outside, not for this machine.
        session.trust_env = urlsplit(to).hostname not in _LOOPBACK
        try:
            return session.post(to, body, headers=headers, timeout=_SECONDS, allow_redirects=False)
        except requests.exceptions.SSLError:
            raise BridgeError(f"The certificate of {where} was not accepted.") from None
        except requests.Timeout:
            raise BridgeError(f"{where} gave no answer within {_SECONDS} s.") from None
        except requests.RequestException:
            raise BridgeError(
                f"Nothing answers at {where}. Is the receiver running? Start it with "
                "`gunicorn app:app`, or name its address with --to."
            ) from None


def _refusal(status: int, message: str) -> str:
    means = _MEANS.get(status, f"That is not an answer of the receiver ({status}). Is --to right?")
    return f"{means} It says: {message}" if message and status == 400 else means


def _said(answer: requests.Response) -> Mapping[str, object]:
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
