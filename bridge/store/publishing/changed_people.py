"""Whom each rollout changed, and how far these people were told."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from bridge.store.deliveries import MANY
from bridge.store.households import ADDRESS
from bridge.store.schema.tables import (
    applied,
    household_keys,
    places,
    rolled_out,
    rollouts,
)

_MOST = 100  # rollouts of one person that are told


@dataclass(frozen=True)
class RolledOut:
    """What the rollout of a publication changed for one person: the names of what she was to gain
    and lose, as they are told to people. `takes_back` is the publication that went."""

    publication: int
    kind: str
    takes_back: int | None
    at: datetime
    gains: Sequence[str] = ()
    loses: Sequence[str] = ()


@dataclass(frozen=True)
class Untold:
    """The addresses of those who are not told yet, each once: something of theirs was refused and
    `needs` somebody, or they wait for their turn."""

    needs: tuple[str, ...] = ()
    waits: tuple[str, ...] = ()


def note(
    connection: Connection,
    rollout_id: int,
    household_id: int,
    at: datetime,
    *,
    gains: Collection[str] = (),
    loses: Collection[str] = (),
) -> None:
    row = {"rollout_id": rollout_id, "household_id": household_id, "at": at}
    names = {"gains": [*gains], "loses": [*loses]}
    connection.execute(insert(rolled_out).values(**row, **names).on_conflict_do_nothing())


def untold_of(connection: Connection, rollout_ids: Collection[int]) -> dict[int, Untold]:
    """By rollout. It begins at the few who are not told, and ends at `MANY` of these."""
    if not rollout_ids:
        return {}
    refused = select(applied.c.place_id.label("id")).where(applied.c.refused != "").limit(MANY)
    waits = or_(places.c.due != places.c.done, places.c.attempts > 0)
    found: dict[int, tuple[list[str], list[str]]] = {each: ([], []) for each in rollout_ids}
    for number, query in enumerate((refused, select(places.c.id).where(waits).limit(MANY))):
        for row in connection.execute(_whom(query, rollout_ids)):
            if not any(row.address in each for each in found[row.rollout_id]):
                found[row.rollout_id][number].append(row.address)
    return {each: Untold(*map(tuple, both)) for each, both in found.items()}


def of_household(connection: Connection, household_id: int) -> list[RolledOut]:
    """The newest first."""
    what, whom = rollouts.c, rolled_out.c
    shown = (what.publication, what.kind, what.takes_back, whom.at, whom.gains, whom.loses)
    query = select(*shown).join(rollouts, what.id == whom.rollout_id)
    query = query.where(whom.household_id == household_id)
    query = query.order_by(whom.at.desc(), what.id.desc()).limit(_MOST)
    return [RolledOut(*row) for row in connection.execute(query)]


def _whom(query: Select[tuple[int]], rollout_ids: Collection[int]) -> Select[tuple[int, str]]:
    """The rollouts that changed whoever lives at these places."""
    here = query.subquery()
    mine = household_keys.c.key == func.concat(ADDRESS, places.c.address)
    return (
        select(rolled_out.c.rollout_id, places.c.address)
        .join(here, here.c.id == places.c.id)
        .join(household_keys, mine)
        .join(rolled_out, rolled_out.c.household_id == household_keys.c.household_id)
        .where(rolled_out.c.rollout_id.in_(rollout_ids))
        .order_by(places.c.address)
    )
