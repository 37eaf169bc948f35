"""`bridge undo --hand`"""

from datetime import UTC, datetime

from sqlalchemy import Engine

from bridge.cli.asking import confirmed
from bridge.cli.by_hand import say_by_hand, tell_by_hand
from bridge.cli.holder import holder_at
from bridge.model import BY_HAND, Hand, Kind
from bridge.model.errors import BridgeError
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import Delivery

_NO_HAND = (
    "Delivery {} is nothing that a hand did. `bridge show EMAIL` tells what is known of a buyer."
)

Backs = dict[str, list[Delivery]]  # what takes back, by the delivery key of what it takes back


def take_back_hand(engine: Engine, id_: int, *, yes: bool, as_json: bool) -> None:
    """Once, however often and by however many it is said; what takes back may be taken back itself.
    Raises BridgeError."""
    said, hand = _said_by_hand(engine, id_)
    what, backs = said.event.kind, _backs(engine, said)
    if back := _stands(said.event.key, backs):
        raise _refused(id_, what, back)
    if not yes:
        confirmed(f"Take back what was {what}?", f"bridge undo --hand {id_} --yes")
    lives_at = holder_at(said.event.contact.email).email
    word = Hand(hand.membership, why="taken back", about=said.event.key)
    # Two who say it at once say it with one key.
    key = f"{said.event.key}:back {len(backs.get(said.event.key, ()))}"
    told = tell_by_hand(Kind.TAKEN_BACK_BY_HAND, lives_at, word, datetime.now(UTC), key)
    if told.duplicate:
        raise _refused(id_, what, told.id)
    again = "again" if what is Kind.TAKEN_BACK_BY_HAND else "no more"
    say_by_hand(told, f"What was {what} counts {again}.", as_json=as_json)


def _said_by_hand(engine: Engine, id_: int) -> tuple[Delivery, Hand]:
    found = Deliveries(engine).find(id_)
    if found is None or found.event.kind not in BY_HAND or not found.event.hand:
        raise BridgeError(_NO_HAND.format(id_))
    return found, found.event.hand


def _backs(engine: Engine, said: Delivery) -> Backs:
    backs: Backs = {}
    for each in Deliveries(engine).of_buyer(said.event.contact.email):
        if each.event.kind is Kind.TAKEN_BACK_BY_HAND and each.event.hand:
            backs.setdefault(each.event.hand.about, []).append(each)
    return backs


def _stands(key: str, backs: Backs) -> int | None:
    """The delivery that takes back what was said with this key, and is not taken back itself."""
    return next((b.id for b in backs.get(key, ()) if not _stands(b.event.key, backs)), None)


def _refused(id_: int, what: Kind, back: int) -> BridgeError:
    return BridgeError(
        f"What was {what} in delivery {id_} is taken back already, by delivery {back}. Nothing "
        "was done."
    )
