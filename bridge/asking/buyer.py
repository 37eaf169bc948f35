"""All that the record holds of one buyer, for the pages about her."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine

from bridge.asking.tags import TagOfContact, tags_of
from bridge.store import destinations
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import Delivery, State
from bridge.store.destinations import Destination
from bridge.store.product_names import product_names
from bridge.store.timers_listed import TimerRow, list_timers

_LAST = 10
_MOST_OPEN = 20


@dataclass(frozen=True)
class Buyer:
    """`last` are her newest deliveries; `undone` those that wait or failed, newest first.

    `waiting` is how many deliveries wait, of whomever; `product_names` are by the items' keys.
    """

    email: str
    tags: Sequence[TagOfContact]
    timers: Sequence[TimerRow]
    last: Sequence[Delivery]
    undone: Sequence[Delivery]
    destinations: Sequence[Destination]
    waiting: int
    product_names: Mapping[str, str]

    @property
    def name(self) -> str:
        """As the newest delivery that names her spells it; empty where none does."""
        contacts = (delivery.event.contact for delivery in self.last)
        names = (" ".join(filter(None, (c.first_name, c.last_name))) for c in contacts)
        return next(filter(None, names), "")


def buyer_of(engine: Engine, email: str) -> Buyer | None:
    """None where the record holds nothing of that address.

    Raises OperationalError when Postgres does not answer.
    """
    email = email.strip().lower()
    if not email:
        return None
    deliveries = Deliveries(engine)
    last, tags = deliveries.latest(_LAST, email), tags_of(engine, email)
    if not last and not tags:
        return None
    undone = [
        delivery
        for state in (State.FAILED, State.WAITING)
        for delivery in deliveries.latest(_MOST_OPEN, email, state)
    ]
    return Buyer(
        email,
        tags,
        list_timers(engine, email),
        last,
        sorted(undone, key=lambda delivery: delivery.id, reverse=True),
        destinations.all_of(engine),
        deliveries.counts().get(State.WAITING, 0),
        product_names(engine, email),
    )
