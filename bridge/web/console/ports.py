"""What the pages are handed, as they see it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from bridge.model import Call, Event


class Delivery(Protocol):
    """One row of the record. `state` is a word of `wording.STATES`; `results` are what followed
    of it, with `what` came of each and whether it `changed` the contact."""

    @property
    def id(self) -> int: ...
    @property
    def event(self) -> Event: ...
    @property
    def received_at(self) -> datetime: ...
    @property
    def state(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def duplicates(self) -> int: ...
    @property
    def attempts(self) -> int: ...
    @property
    def next_try_at(self) -> datetime | None: ...
    @property
    def settled_at(self) -> datetime | None: ...
    @property
    def rules_version(self) -> str: ...
    @property
    def results(self) -> Sequence[Mapping[str, Any]]: ...


class Destination(Protocol):
    """One CRM account, and since when and why it is not called."""

    @property
    def name(self) -> str: ...
    @property
    def paused_since(self) -> datetime | None: ...
    @property
    def paused_because(self) -> str: ...


class Reason(Protocol):
    """What was said last about a tag, by which delivery; `told` once the CRM knows."""

    @property
    def says(self) -> str: ...
    @property
    def delivery(self) -> int | None: ...
    @property
    def told(self) -> bool | None: ...
    @property
    def at(self) -> datetime: ...
    @property
    def refused(self) -> str: ...


class Tag(Protocol):
    """A tag that was ever spoken of for a contact; `due` when she should have it now, `left` when
    it stays as it is. `sort` is tag, list, field or automation; the first of `reasons` decides."""

    @property
    def crm(self) -> str: ...
    @property
    def sort(self) -> str: ...
    @property
    def tag(self) -> str: ...
    @property
    def called(self) -> str: ...
    @property
    def due(self) -> bool: ...
    @property
    def left(self) -> bool: ...
    @property
    def stands(self) -> str: ...
    @property
    def reasons(self) -> Sequence[Reason]: ...


class ToCome(Protocol):
    """Something that will change by itself, unless an event comes first."""

    @property
    def at(self) -> datetime: ...
    @property
    def what(self) -> str: ...
    @property
    def rule(self) -> str: ...


class Buyer(Protocol):
    """All of one buyer: her newest deliveries, and those that wait or failed."""

    @property
    def email(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def tags(self) -> Sequence[Tag]: ...
    @property
    def upcoming(self) -> Sequence[ToCome]: ...
    @property
    def last(self) -> Sequence[Delivery]: ...
    @property
    def undone(self) -> Sequence[Delivery]: ...
    @property
    def destinations(self) -> Sequence[Destination]: ...
    @property
    def waiting(self) -> int: ...
    @property
    def ids(self) -> Mapping[str, int]:
        """Her deliveries by their keys."""


class Near(Protocol):
    """What of a sale no rule names, in a sentence or empty, and the rules that it nearly matched, a
    sentence each."""

    @property
    def unnamed(self) -> str: ...
    @property
    def misses(self) -> Sequence[str]: ...


class Record(Protocol):
    """What the pages read. Every method raises NotStored when the store does not answer."""

    def latest(
        self, limit: int, email: str, state: str, before: int | None, after: int | None
    ) -> Sequence[Delivery]:
        """Newest first, of one buyer and in one state where these are not empty: those older
        than the id `before`, those that came next after the id `after`, or the latest."""

    def counts(self) -> Mapping[Any, int]:
        """How many deliveries stand in each state."""

    def find(self, id_: int) -> Delivery | None: ...

    def body(self, id_: int) -> Mapping[str, Any]:
        """What the cart sent, without its secret."""

    def calls(self, id_: int) -> Sequence[tuple[datetime, Call]]:
        """The calls to the CRM that the delivery caused, in order."""

    def destinations(self) -> Sequence[Destination]: ...

    def buyer_of(self, email: str) -> tuple[Buyer, Sequence[str]] | None:
        """The buyer by any of her addresses, and why she gets in or not; None for a stranger."""

    def buyer_alone(self, email: str) -> Buyer | None:
        """The same without the reasons, which take a while to work out."""
