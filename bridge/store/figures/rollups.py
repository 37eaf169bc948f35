"""The chore that keeps the figures up to date: a step of each at a time, by one process."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, Engine

from bridge.store.figures import call_counts, hours, progress, rule_matches

_STEPS: tuple[Callable[[Connection, datetime], bool], ...] = (
    hours.roll_up, rule_matches.roll_up, call_counts.roll_up,
)  # fmt: skip


def roll_up(engine: Engine, now: datetime) -> bool:
    """One step of each, each in a transaction of its own; whether any has more to do. While another
    process is at it, nothing is done."""
    more = False
    for step in _STEPS:
        with progress.rolling(engine) as connection:
            more = (connection is not None and step(connection, now)) or more
    return more
