"""What hands said, and which of it another hand took back."""

from sqlalchemy import Engine

from bridge.model import Kind
from bridge.model.errors import BridgeError
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import Delivery

Backs = dict[str, list[Delivery]]  # what takes back, by the delivery key of what it takes back


class AlreadyTakenBack(BridgeError):
    """`back` is the delivery that does it."""

    def __init__(self, said: Delivery, back: int) -> None:
        super().__init__(
            f"What was {said.event.kind} in delivery {said.id} is taken back already, by delivery "
            f"{back}. Nothing was done."
        )


def backs_of(engine: Engine, said: Delivery) -> Backs:
    """All that takes something back of whoever this was said of."""
    backs: Backs = {}
    for each in Deliveries(engine).of_buyer(said.event.contact.email):
        if each.event.kind is Kind.TAKEN_BACK_BY_HAND and each.event.hand:
            backs.setdefault(each.event.hand.about, []).append(each)
    return backs


def what_stands(key: str, backs: Backs) -> int | None:
    """The delivery that takes back what was said with this key, and is not taken back itself."""
    return next((b.id for b in backs.get(key, ()) if not what_stands(b.event.key, backs)), None)
