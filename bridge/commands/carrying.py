"""Carrying out what was previewed: asked for first, contact by contact, and told to the workers."""

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import click
from sqlalchemy import Engine

from bridge.commands.asking import confirmed
from bridge.commands.columns import wrapped
from bridge.commands.preview import Preview
from bridge.commands.surroundings import settings_of
from bridge.commands.wording import contacts_counted, crm_called, say_pauses
from bridge.jobs import Signals, redis_for
from bridge.redeciding.rewriting import Turn
from bridge.redeciding.rounds import Tally, go_through, seconds_for
from bridge.store import destinations
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import State
from bridge.store.engine import engine_for

SETTINGS = ("DATABASE_URL", "REDIS_URL")
_REDIS_SECONDS = 2.0


@dataclass(frozen=True)
class Means:
    """What it takes to change anything; `rate` is the CRM's pace, in requests a second."""

    engine: Engine
    signals: Signals
    rate: float | None

    @classmethod
    def given(cls) -> "Means":
        """Raises ConfigError with every setting that is missing or wrong."""
        config = settings_of(*SETTINGS, also=("ACTIVECAMPAIGN_RATE",))
        # One connection holds the contact's lock while the other writes.
        engine = engine_for(config.database_url, connections=2)
        signals = Signals(redis_for(config.redis_url, _REDIS_SECONDS))
        return cls(engine, signals, config.activecampaign_rate)

    def go_through(self, contacts: Sequence[int], turn: Callable[[int, datetime], Turn]) -> Tally:
        """Somebody at a terminal sees how far it is."""
        now, nobody = datetime.now(UTC), not sys.stderr.isatty()
        with click.progressbar(length=len(contacts), file=sys.stderr, hidden=nobody) as bar:

            def seen(contact: int, when: datetime) -> Turn:
                came = turn(contact, when)
                bar.update(not came.busy)
                return came

            return go_through(contacts, seen, self._send, now, self.rate, time.sleep)

    def _send(self, delivery: int, when: datetime | None) -> bool:
        return self.signals.send_at(delivery, when) if when else self.signals.send(delivery)


def agreed(means: Means, preview: Preview, what: str, crm: str, otherwise: str) -> bool:
    """Asks with all that one should know; raises as `confirmed`."""
    waiting = Deliveries(means.engine).counts().get(State.WAITING, 0)
    click.echo()
    say_pauses(destinations.all_of(means.engine), waiting)
    cost = f"About {preview.calls} calls to {crm_called(crm)}{_time(preview.calls, means.rate)}."
    click.echo(wrapped(cost if preview.calls else f"{crm_called(crm)} need not be told anything."))
    return confirmed(f"{what} {contacts_counted(len(preview.contacts))}?", otherwise)


def _time(calls: int, rate: float | None) -> str:
    seconds = seconds_for(calls, rate)
    if not rate or seconds < 1:
        return ""
    spans = [(3600, "hour"), (60, "minute"), (1, "second")]
    size, unit = next((size, unit) for size, unit in spans if seconds >= size)
    number = -(-round(seconds) // size)
    return f", {number} {unit}{'' if number == 1 else 's'} at {rate:g} a second"


def on_its_way(tally: Tally) -> str:
    """What is said behind what was done, where the CRM is to be told of it."""
    how_far = "bridge undo --list says how far they are"
    return f"; the workers tell the CRM ({how_far})" if tally.calls else ""


def say_tally(tally: Tally, again: str) -> None:
    """What is still to come; `again` is the command that does the rest."""
    if not tally.signalled:
        click.echo("Redis does not answer, so it may take the workers two minutes to begin.")
    if tally.busy:
        click.echo(wrapped(
            f"{contacts_counted(len(tally.busy))} had a worker all the time and stayed as before. "
            f"For the rest, run it again: {again}"
        ))  # fmt: skip


def did_a_part(numbers: Sequence[int]) -> str:
    several = " and ".join(map(str, numbers))
    return f"application{'s' if len(numbers) > 1 else ''} {several} did a part"


def undo_all(numbers: Sequence[int]) -> str:
    """What to type to take back these applications, the newest first."""
    return " and then ".join(f"bridge undo {number}" for number in numbers)


def tally_json(tally: Tally) -> dict[str, object]:
    return {"changed": tally.changed, "busy": len(tally.busy), "signalled": tally.signalled}
