"""What taking back a publication would change for whom, of which nothing is written.

Of each household what it decided is taken away, as the undo itself does, and the change looked at;
then that transaction is rolled back.
"""

from collections.abc import Iterator
from itertools import islice

from sqlalchemy import Connection, Engine

from bridge.reconcile.household import now_of, read
from bridge.reconcile.library import Library
from bridge.reconcile.planning import Summary
from bridge.reconcile.plans.comparison import Planned, compared
from bridge.rules import Rules
from bridge.store import decisions, households

_BATCH = 50  # households


def undo_plan(
    engine: Engine, library: Library, number: int, left: int, summary: Summary, most: int
) -> Iterator[Planned]:
    """Every contact that would change, of the first `most` households for which that publication
    decided something. `left` is the publication that counts without it."""
    for household_id in islice(_decided_by(engine, number), most):
        for planned in _planned_for(engine, library, (number, left), household_id, summary):
            summary.add(planned)
            yield planned


def _decided_by(engine: Engine, number: int) -> Iterator[int]:
    after = 0
    while batch := decisions.decided_by(engine, number, after, _BATCH):
        yield from batch
        after = batch[-1]


def _planned_for(
    engine: Engine, library: Library, numbers: tuple[int, int], household_id: int, summary: Summary
) -> list[Planned]:
    number, left = numbers
    one_at_a_time = engine.execution_options(isolation_level="READ COMMITTED")
    with one_at_a_time.connect() as connection:
        attempt = connection.begin()
        try:
            if not households.lock(connection, household_id):
                return []
            now, rules = now_of(connection), library.rules(connection, left)
            before = read(connection, household_id, library).fold(now)
            decisions.take_away(connection, household_id, number)
            after = read(connection, household_id, _Left(library, left)).fold(now)
            summary.looked_at += sum(bool(each.people) for each in after.values())
            return summary.changing(compared(connection, rules, household_id, before, after))
        finally:
            attempt.rollback()


class _Left(Library):
    """As if that publication were the newest."""

    def __init__(self, library: Library, left: int) -> None:
        self._library = library
        self._left = left

    def newest(self, connection: Connection) -> tuple[int, Rules]:
        return self._left, self.rules(connection, self._left)

    def rules(self, connection: Connection, number: int) -> Rules:
        return self._library.rules(connection, number)
