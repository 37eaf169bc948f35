"""`bridge undo --hand`"""

from datetime import UTC, datetime

from sqlalchemy import Engine

from bridge.commands.asking import confirmed
from bridge.commands.by_hand import say_by_hand, tell_by_hand
from bridge.commands.holder import holder_at
from bridge.errors import BridgeError
from bridge.model import BY_HAND, Hand, Kind
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import Delivery

_NO_HAND = (
    "Delivery {} is nothing that a hand did. `bridge show EMAIL` tells what is known of a buyer."
)
_TOOK_BACK = (
    "Delivery {} only took something back, and is not taken back itself. Say anew what shall "
    "count: bridge grant, end or ban"
)


def take_back_hand(engine: Engine, id_: int, *, yes: bool, as_json: bool) -> None:
    """Once, however often and by however many it is said. Raises BridgeError."""
    said, hand = _said_by_hand(engine, id_)
    what = said.event.kind
    if back := _taken_back_by(engine, said):
        raise _refused(id_, what, back)
    if not yes:
        confirmed(f"Take back what was {what}?", f"bridge undo --hand {id_} --yes")
    lives_at = holder_at(said.event.contact.email).email
    word = Hand(hand.membership, why="taken back", about=said.event.key)
    told = tell_by_hand(Kind.TAKEN_BACK_BY_HAND, lives_at, word, datetime.now(UTC))
    if told.duplicate:
        raise _refused(id_, what, told.id)
    say_by_hand(told, f"What was {what} counts no more.", as_json=as_json)


def _said_by_hand(engine: Engine, id_: int) -> tuple[Delivery, Hand]:
    found = Deliveries(engine).find(id_)
    if found is None or found.event.kind not in BY_HAND or not found.event.hand:
        raise BridgeError(_NO_HAND.format(id_))
    if found.event.kind is Kind.TAKEN_BACK_BY_HAND:
        raise BridgeError(_TOOK_BACK.format(id_))
    return found, found.event.hand


def _taken_back_by(engine: Engine, said: Delivery) -> int | None:
    """The delivery that did it."""
    hers = Deliveries(engine).of_buyer(said.event.contact.email)
    back = [each for each in hers if each.event.kind is Kind.TAKEN_BACK_BY_HAND]
    about = ((each.event.hand.about, each.id) for each in back if each.event.hand)
    return dict(about).get(said.event.key)


def _refused(id_: int, what: Kind, back: int) -> BridgeError:
    return BridgeError(
        f"What was {what} in delivery {id_} is taken back already, by delivery {back}. Nothing "
        "was done."
    )
