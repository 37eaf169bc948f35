"""The receiver: takes a delivery, has it stored and signalled, and answers. Nothing else."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, jsonify, request
from gunicorn.http.errors import ParseException
from werkzeug.exceptions import HTTPException

from bridge.model import Event
from bridge.model.errors import NotStored, WebhookRejected, WrongSecret
from bridge.sources import Source
from bridge.store.delivery import Kept
from bridge.store.readiness import sightings

logger = logging.getLogger(__name__)

Answer = tuple[Response, int]
LARGEST_BODY = 1024 * 1024  # bytes
_PATIENCE = 10.0  # seconds, with a sender that says nothing more
_BROKEN_OFF = "The body ended before all of it had come."
_BAD_CHUNKS = "The body says that it comes in chunks, and they cannot be read."


@dataclass(frozen=True)
class Health:
    """What answers. `redis` and `worker` may be down while nothing is lost; `oldest_waiting` is for
    how many seconds the delivery waits that should have been worked on first; `problem` is what
    is wrong with any of it, with the workers' rules or with an account, and what to do."""

    database: bool
    tables: bool = True
    redis: bool = True
    worker: bool = True
    oldest_waiting: int | None = None
    problem: str = ""

    @property
    def stores(self) -> bool:
        return self.database and self.tables


class Receiver:
    """What happens to a request. `keep` commits before it returns and raises NotStored when it
    cannot; `signal` never raises, nor does `note`, which is told of what came (see sightings)."""

    def __init__(
        self,
        sources: Sequence[Source],
        keep: Callable[[Event, datetime], Kept],
        signal: Callable[[int], object],
        health: Callable[[], Health],
        note: Callable[[str], object] = lambda _: None,
        needs: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        self._sources = {source.name: source for source in sources}
        self._keep = keep
        self._signal = signal
        self._health = health
        self._note = note
        self._needs = needs

    def blueprint(self) -> Blueprint:
        """The routes, for a Flask app."""
        routes = Blueprint("receiver", __name__)
        # With or without a slash at the end, as people copy addresses.
        routes.add_url_rule(
            "/webhooks/<name>",
            "webhook",
            self.webhook,
            methods=["GET", "POST"],
            strict_slashes=False,
        )
        routes.add_url_rule("/healthz", "healthz", self.healthz)
        return routes

    def webhook(self, name: str) -> Answer:
        if name not in self._sources:
            known = ", ".join(f"/webhooks/{source}" for source in self._sources)
            return _say(404, f"No webhook has this address. There is {known}.")
        if request.method != "POST":
            # Senders probe an address before they save it, with GET and HEAD.
            if not _is_browser():
                self._note(sightings.PING)
            return _say(200, "ready")
        try:
            return self._receive(self._sources[name])
        except WebhookRejected as rejected:
            if isinstance(rejected, WrongSecret) and not _is_own_test():
                self._note(sightings.WRONG if rejected.given else sightings.UNSIGNED)
            logger.warning("%s: refused with %d: %s", name, rejected.status, rejected)
            return _say(rejected.status, str(rejected))
        except NotStored as error:
            logger.warning("%s: 503: %s", name, error)
            return _say(503, "The delivery could not be stored. Please send it again.")

    def healthz(self) -> Answer:
        """With `?strict` it is 503 while somebody must act, too, and says by a word for what."""
        seen = self._health()
        if "strict" not in request.args:
            return jsonify(seen), 200 if seen.stores else 503
        needs = [*self._needs()]
        return jsonify(asdict(seen) | {"needs": needs}), 503 if needs or not seen.stores else 200

    def _receive(self, source: Source) -> Answer:
        event = source.read(dict(request.headers), _body())
        with_secret = sightings.TESTED if _is_own_test() else sightings.MATCHED
        self._note(sightings.PING if event is None else with_secret)
        if event is None:
            return _say(200, "ready")
        kept = self._keep(event, datetime.now(UTC))
        if kept.duplicate:
            return _say(200, "duplicate", id=kept.id)
        self._signal(kept.id)
        return _say(200, "stored", id=kept.id)


def _is_browser() -> bool:
    """Somebody looks at the address; that shows nothing of the cart."""
    return "Sec-Fetch-Mode" in request.headers or "text/html" in request.headers.get("Accept", "")


def _is_own_test() -> bool:
    """Sent by `bridge send`: that shows nothing of the cart, either."""
    return request.headers.get("User-Agent", "") == sightings.OWN_AGENT


def _body() -> bytes:
    length = request.content_length
    # gunicorn's threads wait for ever for a sender that stops in the middle of its body.
    if socket := request.environ.get("gunicorn.socket"):
        socket.settimeout(_PATIENCE)
    # One byte more than allowed, because a body that comes in chunks is cut off at the limit.
    request.max_content_length = LARGEST_BODY + 1
    try:
        body = b"" if (length or 0) > LARGEST_BODY else request.get_data(cache=False)
    except ParseException:
        raise WebhookRejected(400, _BAD_CHUNKS) from None
    except (HTTPException, OSError, OverflowError):
        raise WebhookRejected(400, _BROKEN_OFF) from None
    if max(length or 0, len(body)) > LARGEST_BODY:
        raise WebhookRejected(413, "The body is larger than 1 MiB.")
    if len(body) < (length or 0):
        raise WebhookRejected(400, _BROKEN_OFF)
    return body


def _say(status: int, message: str, **more: Any) -> Answer:
    return jsonify(message=message, **more), status
