"""Rules that somebody is writing, and what their plan comes to.

Whoever plans a draft claims it, and renews the claim with every word of how far it is: one that
was not renewed for a while may be claimed by another, and the first one finds its own gone.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, or_, select, update

from bridge.store.engine import transaction
from bridge.store.schema.lookup_tables import drafts, people

STALE = timedelta(seconds=30)  # without a word of whoever plans it
_KEPT = timedelta(days=30)


class DraftState(StrEnum):
    """PLANNED has a result, FAILED a problem, PUBLISHED its publication in the result."""

    WRITTEN = "written"
    PLANNING = "planning"
    PLANNED = "planned"
    FAILED = "failed"
    PUBLISHED = "published"


@dataclass(frozen=True)
class Draft:
    """`base` is the publication over which it was written, None before the first; `done` of `of`
    are households; `is_left`: it is to be planned and nobody is at it any more."""

    id: int
    text: str
    name: str
    base: int | None
    who: str
    note: str
    made_at: datetime
    state: DraftState
    done: int
    of: int
    problem: str
    looked_at: datetime | None
    result: Mapping[str, Any] = field(default_factory=dict)
    is_left: bool = False


_SHOWN = [drafts.c[each] for each in (*Draft.__dataclass_fields__,) if each != "is_left"]
_NOW = func.clock_timestamp()
_IS_LEFT = (drafts.c.state == DraftState.WRITTEN) | (
    (drafts.c.state == DraftState.PLANNING) & (drafts.c.looked_at < _NOW - STALE)
)
_IS_SETTLED = drafts.c.state.in_([DraftState.PLANNED, DraftState.FAILED])


class Drafts:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin(self, text: str, name: str, base: int | None, who: str = "", note: str = "") -> int:
        """Gives its id. Those that are too old are forgotten."""
        row = {"text": text, "name": name, "base": base, "who": who, "note": note}
        with transaction(self._engine) as connection:
            connection.execute(delete(drafts).where(drafts.c.made_at < _NOW - _KEPT))
            made = insert(drafts).values(**row, state=DraftState.WRITTEN, made_at=_NOW)
            return int(connection.execute(made.returning(drafts.c.id)).scalar_one())

    def find(self, id_: int) -> Draft | None:
        query = select(*_SHOWN, _IS_LEFT).where(drafts.c.id == id_)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return _draft(row) if row else None

    def latest(self, limit: int = 20) -> list[Draft]:
        """Newest first, without their results."""
        shown = [each for each in _SHOWN if each.name != "result"]
        query = select(*shown, _IS_LEFT).order_by(drafts.c.id.desc()).limit(limit)
        with self._engine.connect() as connection:
            return [_draft((*row[:-1], {}, row[-1])) for row in connection.execute(query)]

    def drop(self, id_: int) -> None:
        with self._engine.connect() as connection:
            connection.execute(delete(drafts).where(drafts.c.id == id_))

    def hashes(self, id_: int) -> dict[int, int]:
        """Of its plan, by household."""
        with self._engine.connect() as connection:
            found = connection.execute(select(drafts.c.hashes).where(drafts.c.id == id_)).scalar()
        return {int(key): int(value) for key, value in (found or {}).items()}

    def claim(self, id_: int) -> datetime | None:
        """Begin to plan it, again where that was done before. Gives the claim; None where there is
        no such draft, somebody is at it, or it is published."""
        fresh = {"done": 0, "of": 0, "problem": "", "result": {}, "hashes": {}}
        return self._set(id_, or_(_IS_LEFT, _IS_SETTLED), state=DraftState.PLANNING, **fresh)

    def ask_again(self, id_: int) -> None:
        """Its plan is to be worked out once more, and counts no longer."""
        self._set(id_, _IS_SETTLED, state=DraftState.WRITTEN, problem="", result={}, hashes={})

    def note(self, id_: int, claim: datetime, done: int, of: int) -> datetime | None:
        """How far it is; gives the claim renewed, None where it is another's by now."""
        return self._set(id_, drafts.c.looked_at == claim, done=done, of=of)

    def finish(
        self, id_: int, claim: datetime, result: Mapping[str, Any], hashes: Mapping[int, int]
    ) -> bool:
        """False where the claim is another's by now."""
        told = {"result": dict(result), "hashes": {str(key): hashes[key] for key in hashes}}
        done = {"state": DraftState.PLANNED, "done": drafts.c.of}
        return self._set(id_, drafts.c.looked_at == claim, **done, **told) is not None

    def fail(self, id_: int, claim: datetime, problem: str) -> None:
        self._set(id_, drafts.c.looked_at == claim, state=DraftState.FAILED, problem=problem)

    def _set(self, id_: int, where: Any, **values: Any) -> datetime | None:
        changed = update(drafts).where(drafts.c.id == id_, where).values(**values, looked_at=_NOW)
        with self._engine.connect() as connection:
            found: datetime | None = connection.execute(
                changed.returning(drafts.c.looked_at)
            ).scalar()
        return found


def note_published(connection: Connection, draft_id: int, publication: int) -> None:
    """The draft is what was published with that number: nobody does so again."""
    result = drafts.c.result.op("||")(func.jsonb_build_object("publication", publication))
    done = {"state": DraftState.PUBLISHED, "result": result, "hashes": {}}
    connection.execute(update(drafts).where(drafts.c.id == draft_id).values(**done))


def person_numbers(engine: Engine, addresses: Collection[str]) -> dict[str, int]:
    """Under which number the people of these addresses are looked up."""
    query = select(people.c.address, people.c.id).where(people.c.address.in_(list(addresses)))
    with engine.connect() as connection:
        return {row.address: row.id for row in connection.execute(query)}


def _draft(row: Any) -> Draft:
    found = Draft(*row)
    return Draft(**{**found.__dict__, "state": DraftState(found.state)})
