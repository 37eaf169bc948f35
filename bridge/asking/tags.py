"""The tags one contact should have, each with the rules and deliveries that say so."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine

from bridge.asking.because import in_order
from bridge.ledger import NEUTRAL, Entry, Ledger, by_target, standings
from bridge.model import Action, Sort
from bridge.store.deliveries import Deliveries
from bridge.store.ledgers import ledgers_of
from bridge.wording import named

_DONE = {
    Action.ADD: "added",
    Action.REMOVE: "removed",
    Action.GRANT: "granted",
    Action.REVOKE: "revoked",
    Action.TRIGGER: "triggered",
    Action.SUBSCRIBE: "subscribed",
    Action.RESUBSCRIBE: "subscribed, even after an opt-out,",
    Action.UNSUBSCRIBE: "unsubscribed",
    Action.SET: "set",
    Action.START: "started",
    Action.CALL_OFF: "called off",
}


@dataclass(frozen=True)
class Reason:
    """One entry of the ledger. `delivery` is its id, None when it is no longer in the record.

    `at` is when its event happened, or when it came due where it was put off. `outweighed`: what
    stands does not rest on it.
    """

    action: Action
    claim: str
    rule: str
    line: int
    delivery: int | None
    told: bool
    at: datetime
    outweighed: bool = False

    @property
    def says(self) -> str:
        """`granted for product-12 by 'Gold: purchase' (line 8)`"""
        if self.action is Action.DECIDE_ANEW:
            because = f"'{self.rule}' (line {self.line})" if self.line else self.rule
            return f"looked at again when the rules changed: {because}"
        of_somebody = self.claim and self.action not in NEUTRAL
        behalf = f" for {self.claim}" if of_somebody else ""
        return f"{_DONE[self.action]}{behalf} by '{self.rule}' (line {self.line})"

    def words(self) -> str:
        """`granted for product-12 by 'Gold: purchase' (line 8), delivery 5`"""
        before = "outweighed: " if self.outweighed else ""
        whence = f"delivery {self.delivery}" if self.delivery else "a delivery no longer kept"
        untold = "" if self.told else "; the CRM does not know yet"
        return f"{before}{self.says}, {whence}{untold}"


@dataclass(frozen=True)
class TagOfContact:
    """Whether the contact should have the tag, and everything that was ever said about it last:
    first the reason that decides, at the end those that are outweighed.

    `sort` says when it is a list, a field (due with its `value`) or an automation instead.
    """

    crm: str
    tag: str
    due: bool
    reasons: Sequence[Reason]
    sort: Sort = Sort.TAG
    value: str = ""

    @property
    def called(self) -> str:
        """`Gold`, `the list Newsletter`"""
        return named(self.sort, self.tag)

    @property
    def stands(self) -> str:
        """Whether it should be there; of a field, its value."""
        if self.sort is Sort.FIELD:
            return f"'{self.value}'" if self.due else "as it is"
        return "yes" if self.due else "no"

    @property
    def decided(self) -> Reason:
        """The one reason that decides."""
        return self.reasons[0]

    @property
    def told(self) -> bool:
        """Whether the CRM knows all of it."""
        return all(reason.told for reason in self.reasons)

    def as_json(self) -> dict[str, Any]:
        told = asdict(self)
        for reason in told["reasons"]:
            reason["at"] = reason["at"].astimezone().isoformat(timespec="seconds")
        return told


def tags_of(engine: Engine, email: str) -> list[TagOfContact]:
    """The tags of the contact at every destination, by their names; `email` is the contact's key.

    Raises OperationalError when Postgres does not answer.
    """
    if not email:
        return []
    with engine.connect() as connection:
        ledgers = ledgers_of(connection, email)
    keys = {e.change.stamp.delivery for ledger in ledgers.values() for e in ledger.values()}
    ids = Deliveries(engine).ids_of(keys)
    return [tag for crm, ledger in ledgers.items() for tag in _tags(crm, ledger, ids)]


def _tags(crm: str, ledger: Ledger, ids: Mapping[str, int]) -> Iterable[TagOfContact]:
    for each, entries in zip(standings(ledger), by_target(ledger).values(), strict=True):
        reasons = [_reason(*each, ids) for each in in_order(entries.values())]
        yield TagOfContact(crm, each.name, each.due, reasons, each.sort, each.value)


def _reason(entry: Entry, outweighed: bool, ids: Mapping[str, int]) -> Reason:
    change = entry.change
    return Reason(
        change.action,
        change.claim,
        change.rule,
        change.line,
        delivery=ids.get(change.stamp.delivery),
        told=entry.confirmed,
        at=change.due_at or datetime.fromtimestamp(change.stamp.second, UTC),
        outweighed=outweighed,
    )
