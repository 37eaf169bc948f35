"""Deliveries that need somebody, by what was refused where; and those that nobody could read, that
nobody foresaw, or that nobody comes to."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine

from bridge.destinations.registry import called
from bridge.explain.troubles.need import Need, NeedAction, NeedKind, Remedy
from bridge.model import Sort
from bridge.reconcile.intake import UNFORESEEN
from bridge.store import destinations
from bridge.store.delivery import State
from bridge.store.troubles import failed_deliveries as failures
from bridge.store.troubles.failed_deliveries import MOST, Refusals

UNREAD_FOR = timedelta(days=7)  # then it is history
STUCK_AFTER = timedelta(minutes=30)

_NOUNS = {Sort.ACCESS: "membership"}
_MAKE = "Make it there, or put its name right in the rules; then try all of them again."
_MEND = "Put right what it says; then try all of them again."
_REFUND = (
    "Look at each of them; where access must end, end it by hand. Then give the same item back in "
    "the cart by its name next time."
)


def delivery_needs(engine: Engine, now: datetime, *, moves: bool) -> Iterator[Need]:
    """`moves`: workers are there, and no destination rests."""
    with engine.connect() as connection:
        home = destinations.home(connection)
        for each in failures.refusals(connection):
            yield refusal_need(each, home) if each.name else _refund_need(each)
        yield from _unread(connection, now)
        yield from _unforeseen(connection)
        if moves:
            yield from _stuck(connection)


def refused_filter(each: Refusals) -> dict[str, str]:
    """As the address of the list has it: the target, and where."""
    told = {"outcome": str(State.FAILED), "refused": f"{each.sort}:{each.name}"}
    return told | ({"at": each.destination} if each.destination else {})


def refusal_need(each: Refusals, home: str) -> Need:
    where = each.destination or home
    noun = _NOUNS.get(Sort(each.sort), each.sort)
    whose = f"{called(where)} will not have" if where else "The destination will not have"
    again = NeedAction(Remedy.RETRY, "Try all of them again", refused_filter(each))
    return Need(
        f"refused:{where}:{each.sort}:{each.name}", NeedKind.REFUSED,
        f"{whose} the {noun} '{each.name}'.", _MAKE if each.sort != Sort.FIELD else _MEND,
        each.since, each.people, each.many, each.reason, again, _make(each, where),
    )  # fmt: skip


def _make(each: Refusals, where: str) -> NeedAction | None:
    lacks = {"destination": where, "sort": each.sort, "name": each.name}
    return NeedAction(Remedy.MAKE, f"Make it in {called(where)}", lacks) if where else None


def _refund_need(each: Refusals) -> Need:
    show = NeedAction(Remedy.SHOW_DELIVERIES, "Look at them", {"outcome": str(State.FAILED),
                      "refused": "none"})  # fmt: skip
    words = "Of a refund it cannot be told which item it gave back."
    return Need("refund", NeedKind.REFUND, words, _REFUND, each.since, each.people, each.many,
                action=show)  # fmt: skip


def _unread(connection: Connection, now: datetime) -> Iterator[Need]:
    if found := failures.unread(connection, now - UNREAD_FOR):
        show = NeedAction(Remedy.SHOW_DELIVERIES, "Look at them", {"outcome": str(State.UNUSABLE)})
        words = "Deliveries came that cannot be applied to anybody."
        what = (
            "Look at what was sent, and put it right by hand where somebody lacks access. A "
            "week after the last one came this goes by itself."
        )
        yield Need("unread", NeedKind.UNREAD, words, what, found.since, found.people,
                   found.number >= MOST, found.reason, show)  # fmt: skip


def _unforeseen(connection: Connection) -> Iterator[Need]:
    if found := failures.unforeseen(connection, UNFORESEEN):
        show = NeedAction(Remedy.SHOW_DELIVERIES, "Look at them", {"outcome": str(State.WAITING)})
        words = "Something unforeseen happened in the bridge; what it was about is tried again."
        what = "The worker's log says where. Tell whoever runs the bridge."
        yield Need("unforeseen", NeedKind.UNFORESEEN, words, what, found.since, found.people,
                   found.number >= MOST, action=show)  # fmt: skip


def _stuck(connection: Connection) -> Iterator[Need]:
    if since := failures.oldest_unhurried(connection, STUCK_AFTER.total_seconds()):
        show = NeedAction(Remedy.SHOW_DELIVERIES, "Look at them", {"outcome": str(State.WAITING)})
        words = "Deliveries wait for more than half an hour although workers are there."
        what = "Start more workers (WORKERS), or look into the worker's log for what holds them."
        yield Need("stuck", NeedKind.STUCK, words, what, since, action=show)
