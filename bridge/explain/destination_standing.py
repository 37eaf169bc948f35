"""The destinations of the rules that count: which of them rest and why, and where one person stands
at each of several."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine

from bridge.explain.backlog import not_before, silence_words, tried_again
from bridge.explain.next_steps import COMMANDS, NextSteps
from bridge.explain.snapshot import Snapshot
from bridge.model.errors import ConfigError
from bridge.reconcile.library import Library, NoRules
from bridge.store import destinations
from bridge.store.destinations import DestinationState


@dataclass(frozen=True)
class Whereabouts:
    """Somebody at one of several destinations: the `contact` there by its id, "" before there is
    one, and whether all was told."""

    destination: str
    called: str
    contact: str
    stands: str


def accounts_of(engine: Engine, library: Library) -> list[DestinationState]:
    """Those of the rules that count, in the order of the file; all that were ever told before any
    rules were published, or where this release cannot read them."""
    known = {each.name: each for each in destinations.all_of(engine)}
    if len(known) < 2:  # so that most receivers need read no rules, which take memory
        return [*known.values()]
    with engine.connect() as connection:
        try:
            _, rules = library.newest(connection)
        except (NoRules, ConfigError):
            return [*known.values()]
    return [known[each.name] for each in rules.destinations if each.name in known]


def not_named_words(name: str) -> str:
    """Of a destination that left the file."""
    return f"{name} is not in the rules any more: nothing is touched there."


def whereabouts(known: Snapshot, steps: NextSteps = COMMANDS) -> Sequence[Whereabouts]:
    """Nothing where there is one destination: what stands of it is said of her."""
    if len(known.each) == 1 and not known.left:
        return ()
    return [
        Whereabouts(
            each.destination.name,
            each.called,
            each.place.contact if each.place else "",
            " ".join(_standing(each, steps)),
        )
        for each in known.each
    ]


def _standing(known: Snapshot, steps: NextSteps) -> Iterator[str]:
    account, place = known.account, known.place
    refused = dict.fromkeys(each.refused for each in known.applied.values() if each.refused)
    if refused:
        yield f"needs you: {' '.join(refused)}"
    if place is None:
        yield f"new in the rules: {not_before(steps)}"
    elif not place.is_due and not place.attempts:
        yield "" if refused else "has been told all" if known.applied else "nothing was to be told"
    elif account.paused:
        yield f"is paused, so it needs you: {account.paused_because}"
    elif account.silent:
        yield silence_words(account, known.now)
    elif place.wake_at and place.attempts:
        yield f"{place.reason} {tried_again(place.wake_at, known.now)}"
    else:
        yield "the workers tell it without you"
