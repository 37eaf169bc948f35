"""What the cart calls the pricing options that a person bought, as far as its deliveries tell."""

from sqlalchemy import Engine

from bridge.explain.people.held_thing import PlanNames, plans_sold
from bridge.explain.snapshot import Snapshot
from bridge.sources.thrivecart.plan_names import plan_names
from bridge.store.products import bodies_alike

_MOST = 20  # of her purchases, the newest


def plans_called(engine: Engine, known: Snapshot) -> PlanNames:
    """Also where her own delivery is too old to have what the cart sent: others bought the same."""
    told = sorted({each.delivery for each in plans_sold(known).values()})[-_MOST:]
    found: dict[tuple[str, str], str] = {}
    for body in bodies_alike(engine, told) if told else ():
        found |= plan_names(body)
    return found
