"""What somebody says by hand becomes an event, like everything else that happens, and is taken back
by another one."""

import getpass
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

import click
from sqlalchemy import Engine

from bridge.cli.commands.people.holder import holder_at
from bridge.cli.database import library, open_store
from bridge.cli.options import confirm
from bridge.cli.output import say_json
from bridge.cli.signalling import LATE, signal_workers
from bridge.explain.backlog import pause_words
from bridge.explain.destination_standing import accounts_of
from bridge.explain.whole_delivery import OPERATOR
from bridge.model import BY_HAND, Contact, Event, Hand, Kind
from bridge.model.errors import BridgeError
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import Delivery

_NO_HAND = (
    "Delivery {} is nothing that a hand did. `bridge show EMAIL` tells what is known of a buyer."
)

Backs = dict[str, list[Delivery]]  # what takes back, by the delivery key of what it takes back


@dataclass(frozen=True)
class ByHand:
    """The delivery that says it, whether the workers could be told at once, and which account is
    paused. `duplicate`: it was said before."""

    delivery: int
    signalled: bool
    paused: str = ""
    duplicate: bool = False

    def say(self, sentence: str, *, as_json: bool) -> None:
        if as_json:
            say_json({"delivery": self.delivery, "signalled": self.signalled})
        else:
            later = f"{self.paused} It is told once this is put right." if self.paused else ""
            late = [later, "" if self.signalled else LATE]
            click.echo(" ".join([f"{sentence} (delivery {self.delivery})", *filter(None, late)]))


def tell_by_hand(kind: Kind, email: str, hand: Hand, key: str = "") -> ByHand:
    """Every word counts for itself, unless it has a `key`: of those that have the same one the
    first counts. Needs DATABASE_URL and REDIS_URL."""
    at, key = datetime.now(UTC), key or f"bridge:hand:{uuid4().hex}"
    body = {OPERATOR: _operator()}
    event = Event("bridge", key, kind, kind, at, contact=Contact(email), hand=hand, body=body)
    engine = open_store("REDIS_URL")
    kept = Deliveries(engine).keep(event, at)
    accounts = accounts_of(engine, library())
    paused = " ".join(pause_words(each) for each in accounts if each.paused)
    return ByHand(kept.id, signal_workers([kept.id]), paused, kept.duplicate)


def take_back_hand(engine: Engine, id_: int, *, yes: bool, as_json: bool) -> None:
    """Once, however often and by however many it is said; what takes back may be taken back itself.
    Raises BridgeError."""
    said = Deliveries(engine).find(id_)
    if said is None or said.event.kind not in BY_HAND or not said.event.hand:
        raise BridgeError(_NO_HAND.format(id_))
    what, backs = said.event.kind, _backs(engine, said)
    if back := _stands(said.event.key, backs):
        raise _refused(id_, what, back)
    if not yes:
        confirm(f"Take back what was {what}?", f"bridge undo --hand {id_} --yes")
    word = Hand(said.event.hand.membership, why="taken back", about=said.event.key)
    # Two who say it at once say it with one key.
    key = f"{said.event.key}:back {len(backs.get(said.event.key, ()))}"
    lives_at = holder_at(said.event.contact.email).email
    told = tell_by_hand(Kind.TAKEN_BACK_BY_HAND, lives_at, word, key)
    if told.duplicate:
        raise _refused(id_, what, told.delivery)
    again = "again" if what is Kind.TAKEN_BACK_BY_HAND else "no more"
    told.say(f"What was {what} counts {again}.", as_json=as_json)


def _operator() -> str:
    """BRIDGE_OPERATOR, or the system's name of whoever runs this; "" where it has none."""
    try:
        return os.environ.get("BRIDGE_OPERATOR") or getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return ""


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
