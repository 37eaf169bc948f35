"""What commands say by hand, in the operator's name, and how they tell that it was said."""

import click
from sqlalchemy import Engine

from bridge.cli.database import library, open_store
from bridge.cli.environment import operator
from bridge.cli.options import confirm
from bridge.cli.output import say_json
from bridge.cli.signalling import LATE, signal_workers
from bridge.explain.backlog import pause_words
from bridge.explain.by_hand.hand_speaker import HandSaid, HandSpeaker
from bridge.explain.destination_standing import accounts_of
from bridge.model import Kind


def speaker() -> HandSpeaker:
    """Needs DATABASE_URL and REDIS_URL."""
    return HandSpeaker(open_store("REDIS_URL"), library(), operator())


def tell(said: HandSaid, sentence: str, *, as_json: bool) -> None:
    """Have the workers come to it, and say so; a paused account is told later."""
    accounts = accounts_of(open_store(), library())
    paused = " ".join(pause_words(each) for each in accounts if each.paused)
    signalled = signal_workers([said.delivery])
    if as_json:
        say_json({"delivery": said.delivery, "signalled": signalled})
        return
    later = f"{paused} It is told once this is put right." if paused else ""
    late = [later, "" if signalled else LATE]
    click.echo(" ".join([f"{sentence} (delivery {said.delivery})", *filter(None, late)]))


def take_back_hand(engine: Engine, id_: int, *, yes: bool, as_json: bool) -> None:
    """Raises BridgeError."""
    mine = HandSpeaker(engine, library(), operator())
    what = mine.may_be_taken_back(id_).event.kind
    if not yes:
        confirm(f"Take back what was {what}?", f"bridge undo --hand {id_} --yes")
    again = "again" if what is Kind.TAKEN_BACK_BY_HAND else "no more"
    tell(mine.take_back(id_), f"What was {what} counts {again}.", as_json=as_json)
