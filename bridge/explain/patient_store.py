"""The store as requests ask it: patient with a cut connection, and with one kind of bad news."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bridge.explain.backlog import rest_words
from bridge.explain.buyer import Buyer, Buyers
from bridge.model import Call, Event
from bridge.model.errors import NotStored
from bridge.store import destinations, schema
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import Delivery, Kept, State
from bridge.store.destinations import DestinationState

_T = TypeVar("_T")


@dataclass(frozen=True)
class Standing:
    """Whether Postgres answers; what it lacks, as a sentence, "" where it lacks nothing; for
    how many seconds the delivery waits that waits longest although its time has come; and of each
    account that is paused or does not answer, why."""

    answers: bool
    lacking: str = ""
    oldest_waiting: int | None = None
    paused: tuple[str, ...] = ()

    @property
    def troubles(self) -> Iterator[str]:
        if not self.answers:
            yield "Postgres does not answer, so nothing is stored; ThriveCart sends it again."
        yield from filter(None, [self.lacking])
        yield from self.paused


class Record:
    """What the receiver writes and the console reads. Every method but `standing` raises NotStored
    when Postgres does not answer, or lacks tables of this release."""

    def __init__(self, engine: Engine, buyers: Buyers | None = None) -> None:
        self._engine = engine
        self._deliveries = Deliveries(engine)
        self._buyers = buyers

    def keep(self, event: Event, at: datetime) -> Kept:
        return self._stored(lambda: self._deliveries.keep(event, at))

    def standing(self, now: datetime) -> Standing:
        try:
            lacking = self._stored(lambda: schema.lacking(self._engine))
            since = None if lacking else self._stored(lambda: self._deliveries.waiting_since(now))
            accounts = () if lacking else self.destinations()
        except NotStored:
            return Standing(answers=False)
        waits = max(0, int((now - since).total_seconds())) if since else None
        several = len(accounts) > 1
        words = (rest_words(each, now, several=several) for each in accounts)
        return Standing(True, lacking, waits, tuple(filter(None, words)))

    def latest(
        self,
        limit: int,
        email: str = "",
        state: str = "",
        before: int | None = None,
        after: int | None = None,
    ) -> Sequence[Delivery]:
        """As the store's; an empty `email` or `state` stands for any."""
        asked = (limit, email or None, State(state) if state else None, before, after)
        return self._stored(lambda: self._deliveries.latest(*asked))

    def counts(self) -> dict[State, int]:
        return self._stored(self._deliveries.counts)

    def find(self, id_: int) -> Delivery | None:
        return self._stored(lambda: self._deliveries.find(id_))

    def body(self, id_: int) -> dict[str, Any]:
        return self._stored(lambda: self._deliveries.body(id_))

    def calls(self, id_: int) -> Sequence[tuple[datetime, Call]]:
        return self._stored(lambda: self._deliveries.calls(id_))

    def destinations(self) -> Sequence[DestinationState]:
        """Those of the rules that count, where these are known here."""
        buyers, engine = self._buyers, self._engine
        return self._stored(buyers.accounts if buyers else lambda: destinations.all_of(engine))

    def called_at(self, id_: int) -> Sequence[str]:
        """The destination of each of its calls."""
        return self._stored(lambda: self._deliveries.called_at(id_))

    def buyer_of(self, email: str) -> tuple[Buyer, list[str]] | None:
        """The buyer, by any of her addresses, and why she gets in or not."""
        return self._stored(lambda: self._buyer(email))

    def buyer_alone(self, email: str) -> Buyer | None:
        """The same without the reasons, which take a while to work out."""
        return self._stored(lambda: self._buyers.find(email) if self._buyers else None)

    def reopen(self, id_: int, at: datetime) -> Sequence[int]:
        """Make the delivery wait again; gives its id, or nothing when there is none."""
        return self._stored(lambda: self._deliveries.reopen([id_], at))

    def _buyer(self, email: str) -> tuple[Buyer, list[str]] | None:
        found = self._buyers.find(email) if self._buyers else None
        return (found, self._buyers.sentences(found)) if found and self._buyers else None

    def _stored(self, attempt: Callable[[], _T]) -> _T:
        try:
            return insisting(attempt)
        except SQLAlchemyError as error:
            if schema.is_not_migrated(error):
                raise NotStored(schema.lacking(self._engine) or schema.NOT_MIGRATED) from None
            raise NotStored(f"Postgres does not answer ({type(error).__name__})") from None


def insisting(attempt: Callable[[], _T]) -> _T:
    """Once more over a new connection, when the one it had was cut while it lay in the pool."""
    try:
        return attempt()
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        return attempt()
