"""Every address that came, with its name: whom somebody looks for by any part of it.

An address has a number of its own, by which pages call whoever it belongs to: so no address of a
page holds one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from bridge.store.schema.lookup_tables import people
from bridge.store.schema.tables import INVOICE, deliveries

# Of a word that half of them have, nobody needs the newest of all: some are looked at, the newest
# of these shown. Without a bound the whole table would be sorted.
_LOOKED_AT = 2_000
_LONGEST = 320  # letters: the longest address, and some more
_SHORT = 3  # letters; of fewer there is no trigram within a word


@dataclass(frozen=True)
class PersonFound:
    """One address; `at` is when something of hers came last under it."""

    id: int
    address: str
    name: str
    at: datetime


_FOUND = sa.select(people.c.id, people.c.address, people.c.name, people.c.at)
_NEWEST_FIRST = (people.c.at.desc(), people.c.id.desc())


def note(connection: sa.Connection, address: str, name: str, at: datetime) -> None:
    """Something of hers came. A name that it does not tell stays as it was."""
    told = insert(people).values(
        address=address, name=name, found_by=_found_by(name, address), at=at
    )
    known = sa.and_(told.excluded.name == "", people.c.name != "")
    changed = {
        "name": sa.case((known, people.c.name), else_=told.excluded.name),
        "found_by": sa.case((known, people.c.found_by), else_=told.excluded.found_by),
        "at": sa.func.greatest(people.c.at, told.excluded.at),
    }
    connection.execute(told.on_conflict_do_update(index_elements=["address"], set_=changed))


def look_for(engine: sa.Engine, told: str, limit: int) -> list[PersonFound]:
    """Those whose order or invoice has just that number, with or without its #; else those who are
    found by these words."""
    wanted = tidy(told)
    number = wanted.removeprefix("#")
    found = by_order(engine, number, limit) if number.isascii() else []
    return found or find_people(engine, wanted, limit)


def tidy(told: str) -> str:
    """Without what Postgres takes in no text, and nothing of hers has: NUL and halves of letters;
    no longer than what anybody is found by."""
    whole = told.replace("\0", "").encode(errors="ignore").decode()
    return whole.strip()[:_LONGEST]


def find_people(engine: sa.Engine, words: str, limit: int) -> list[PersonFound]:
    """Those whose name and address hold each of the words, the newest first; a word of one or two
    letters is the beginning of one."""
    every = [_holds(word) for word in words.lower().split()]
    if not every:
        return []
    some = _FOUND.where(*every).limit(_LOOKED_AT).subquery()
    newest = sa.select(some).order_by(some.c.at.desc(), some.c.id.desc())
    return _read(engine, newest.limit(limit))


def by_order(engine: sa.Engine, number: str, limit: int = 50) -> list[PersonFound]:
    """Those of whom an order or an invoice has that number."""
    of = deliveries.c
    of_invoice: sa.ColumnElement[str] = sa.literal_column(INVOICE.text)  # as its index has it
    some = [
        sa.select(of.email).where(of.order_id == number, of.order_id != "").limit(_LOOKED_AT),
        sa.select(of.email).where(of_invoice == number, of_invoice != "").limit(_LOOKED_AT),
    ]
    addresses = sa.union(*(sa.select(each.subquery()) for each in some))
    query = _FOUND.where(people.c.address.in_(addresses)).order_by(*_NEWEST_FIRST)
    return _read(engine, query.limit(limit))


def seen_last(engine: sa.Engine, limit: int) -> list[PersonFound]:
    return _read(engine, _FOUND.order_by(*_NEWEST_FIRST).limit(limit))


def address_of(engine: sa.Engine, person_id: int) -> str | None:
    """The address with that number."""
    with engine.connect() as connection:
        query = sa.select(people.c.address).where(people.c.id == person_id)
        return connection.execute(query).scalar()


def person_of(engine: sa.Engine, address: str) -> int | None:
    """The number of an address, whatever its capitals."""
    return numbers_of(engine, [address]).get(address.strip().lower())


def numbers_of(engine: sa.Engine, addresses: Iterable[str]) -> dict[str, int]:
    """The number of each address that has one, by the address in small letters."""
    wanted = [each.strip().lower() for each in addresses]
    query = sa.select(people.c.address, people.c.id).where(people.c.address.in_(wanted))
    with engine.connect() as connection:
        return {row.address: row.id for row in connection.execute(query)}


def _found_by(name: str, address: str) -> str:
    return f"{name} {address}".strip().lower()


def _holds(word: str) -> sa.ColumnElement[bool]:
    of = people.c.found_by
    if len(word) >= _SHORT:
        return of.contains(word, autoescape=True)
    return of.startswith(word, autoescape=True) | of.contains(f" {word}", autoescape=True)


def _read(engine: sa.Engine, query: sa.Select[Any]) -> list[PersonFound]:
    with engine.connect() as connection:
        rows: Sequence[Any] = connection.execute(query).all()
    return [PersonFound(row.id, row.address, row.name, row.at) for row in rows]
