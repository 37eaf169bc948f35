"""What somebody says by hand becomes an event, like everything else that happens."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

import click

from bridge.cli.surroundings import engine_at, settings_of
from bridge.cli.wording import say_json
from bridge.model import Contact, Event, Hand, Kind
from bridge.queue.jobs import Signals, redis_for
from bridge.store.deliveries import Deliveries

_REDIS_SECONDS = 2.0
_LATE = " Redis does not answer, so it may take the workers two minutes."


@dataclass(frozen=True)
class ByHand:
    """The delivery that says it, and whether the workers could be told at once. `duplicate`: it was
    said before."""

    id: int
    signalled: bool
    duplicate: bool = False


def tell_by_hand(kind: Kind, email: str, hand: Hand, at: datetime, key: str = "") -> ByHand:
    """Every word counts for itself, unless it has a `key`: of those that have the same one the
    first counts. Needs DATABASE_URL and REDIS_URL."""
    config = settings_of("DATABASE_URL", "REDIS_URL")
    key = key or f"bridge:hand:{uuid4().hex}"
    event = Event("bridge", key, kind, kind, at, contact=Contact(email), hand=hand)
    kept = Deliveries(engine_at(config.database_url)).keep(event, at)
    signals = Signals(redis_for(config.redis_url, _REDIS_SECONDS))
    return ByHand(kept.id, signals.send(kept.id), kept.duplicate)


def say_by_hand(told: ByHand, sentence: str, *, as_json: bool) -> None:
    if as_json:
        say_json({"delivery": told.id, "signalled": told.signalled})
    else:
        click.echo(f"{sentence} (delivery {told.id}){'' if told.signalled else _LATE}")


class _Reason(click.ParamType[str]):
    """Some words: it is shown wherever her access is explained."""

    name = "text"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not value.strip():
            self.fail("there is no reason in it.", param, ctx)
        return value.strip()


REASON = _Reason()
