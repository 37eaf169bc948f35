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
from bridge.store.delivery import Delivery
from bridge.store.destinations import DestinationState

OPERATOR = "operator"  # in the body of what a hand said: who said it


@dataclass(frozen=True)
class WholeDelivery:
    """One delivery with all that belongs to it; `operator` is who said it, of what a hand did."""

    delivery: Delivery
    operator: str
    calls: Sequence[tuple[datetime, Call]]
    called_at: Sequence[str]
    accounts: Sequence[DestinationState]
    tags: Sequence[TagOfContact]
    upcoming: Sequence[ToCome]
    near: Near
    ids: Mapping[str, int]


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
    return WholeDelivery(
        delivery,
        deliveries.body(id_).get(OPERATOR, "") if delivery.event.hand else "",
        deliveries.calls(id_),
        deliveries.called_at(id_),
        accounts_of(engine, library),
        tags_of(known),
        to_come(known),
        NearMisses(rules, steps)(delivery.event, delivery.state),
        known.ids if known else {},
    )
