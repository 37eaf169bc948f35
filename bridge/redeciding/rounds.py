"""Goes through many contacts, one turn each; whom a worker has just now is asked again later."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bridge.redeciding.rewriting import Turn

_ROUNDS, _BETWEEN = 6, 5.0  # seconds; a worker seldom has one contact for longer


@dataclass
class Tally:
    """How it went; `calls` is an estimate. `busy` are the contacts that workers had all the time;
    `signalled` is False where Redis did not answer."""

    changed: int = 0
    calls: int = 0
    busy: list[int] = field(default_factory=list)
    signalled: bool = True


def seconds_for(calls: int, rate: float | None) -> float:
    """How long the CRM's pace needs for them; `rate` is requests a second."""
    return calls / rate if rate else 0.0


def go_through(
    contact_ids: Iterable[int],
    turn: Callable[[int, datetime], Turn],
    send: Callable[[int, datetime | None], bool],
    now: datetime,
    rate: float | None,
    sleep: Callable[[float], object],
) -> Tally:
    """The signals are spread over the time that the CRM's pace needs, so that a buyer who comes
    meanwhile need not wait behind all of them."""
    tally = Tally(busy=list(contact_ids))
    for number in range(_ROUNDS):
        if number and tally.busy:
            sleep(_BETWEEN)
        left, tally.busy = tally.busy, []
        for contact_id in left:
            when = now + timedelta(seconds=seconds_for(tally.calls, rate))
            came = turn(contact_id, when)
            tally.changed += came.changed
            tally.calls += came.calls
            if came.busy:
                tally.busy.append(contact_id)
            if came.signal:
                sent = send(came.signal, None if came.at_once or when == now else when)
                tally.signalled &= sent
    return tally
