"""One delivery with all that belongs to it, for the commands and pages about it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from bridge.explain.destination_standing import accounts_of
from bridge.explain.next_steps import COMMANDS, NextSteps
from bridge.explain.rule_gaps import Near, NearMisses
from bridge.explain.snapshot import snapshot_of
from bridge.explain.tag_reasons import TagOfContact, tags_of
from bridge.explain.upcoming import ToCome, to_come
from bridge.model import Call
from bridge.reconcile.library import Library
from bridge.rules import Rules
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import Delivery, State
from bridge.store.destinations import DestinationState

OPERATOR = "operator"  # in the body of what a hand said: who said it


@dataclass(frozen=True)
class WholeDelivery:
    """One delivery with all that belongs to it; `operator` is who said it, of what a hand did, and
    `without_calls` why there are no calls where there are none."""

    delivery: Delivery
    operator: str
    calls: Sequence[tuple[datetime, Call]]
    called_at: Sequence[str]
    accounts: Sequence[DestinationState]
    tags: Sequence[TagOfContact]
    upcoming: Sequence[ToCome]
    near: Near
    ids: Mapping[str, int]
    without_calls: str


def whole_delivery(
    engine: Engine,
    library: Library,
    id_: int,
    rules: Callable[[], Rules | None],
    steps: NextSteps = COMMANDS,
) -> WholeDelivery | None:
    """None when no delivery has the id; what came nearest is by these `rules`."""
    deliveries = Deliveries(engine)
    delivery = deliveries.find(id_)
    if delivery is None:
        return None
    email = delivery.event.contact.key
    known = snapshot_of(engine, library, email) if email else None
    body = deliveries.body(id_)
    return WholeDelivery(
        delivery,
        body.get(OPERATOR, "") if delivery.event.hand else "",
        deliveries.calls(id_),
        deliveries.called_at(id_),
        accounts_of(engine, library),
        tags_of(known),
        to_come(known),
        NearMisses(rules, steps)(delivery.event, delivery.state),
        known.ids if known else {},
        without_calls(delivery, is_kept=bool(body)),
    )


def without_calls(delivery: Delivery, *, is_kept: bool) -> str:
    """Why no call stands by it; `is_kept`: what the cart sent still is, which goes with them."""
    if delivery.is_forgotten:
        return "Whoever this was about was forgotten, and the calls with her."
    if delivery.state is State.WAITING:
        return "None yet."
    if not any(each.get("changed") for each in delivery.results):
        return "None."
    if not is_kept:
        return "They are kept no longer (KEEP_DAYS)."
    return "None of its own: it went along with another delivery of this buyer."
