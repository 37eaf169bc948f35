"""Every address that came, with its name: whom somebody looks for by any part of it.

An address has a number of its own, by which pages call whoever it belongs to: so no address of a
page holds one.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Insert, insert

from bridge.store.schema.lookup_tables import people
from bridge.store.schema.tables import INVOICE, deliveries

# What many have is found among those who were seen last, and what few have by an index. That gives
# them in no order: of more than `LOOKED_AT` the newest of some are shown, as else all were read.
_SEEN_LAST, LOOKED_AT = 500, 2_000
_LONGEST = 320  # letters: the longest address, and some more
_SHORT = 3  # letters; of fewer there is no trigram within a word
# Three of its letters, or those next to a sign, make a trigram wherever the word stands.
_TRIGRAM = re.compile(r"[^\W_]{3}|[\W_][^\W_]|[^\W_]{2}[\W_]")


@dataclass(frozen=True)
class PersonFound:
    """One address; `at` is when something of hers came last under it."""

    id: int
    address: str
    name: str
    at: datetime


_Columns = sa.ColumnCollection[str, sa.ColumnElement[Any]]

_FOUND = sa.select(people.c.id, people.c.address, people.c.name, people.c.at)
_NEWEST_FIRST = (people.c.at.desc(), people.c.id.desc())


def _noting() -> Insert:
    """Made once: every delivery is noted."""
    told = insert(people)
    known = sa.and_(told.excluded.name == "", people.c.name != "")
    changed = {
        **{
            each: sa.case((known, people.c[each]), else_=told.excluded[each])
            for each in ("name", "found_by", "beginnings")
        },
        "at": sa.func.greatest(people.c.at, told.excluded.at),
    }
    return told.on_conflict_do_update(index_elements=["address"], set_=changed)


_NOTE = _noting()


def note(connection: sa.Connection, address: str, name: str, at: datetime) -> None:
    """Something of hers came. A name that it does not tell stays as it was."""
    found_by = _found_by(name, address)
    told = {"address": address, "name": name, "at": at}
    told |= {"found_by": found_by, "beginnings": beginnings(found_by)}
    connection.execute(_NOTE, told)


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
    letters is the beginning of one. By signs alone only the newest `LOOKED_AT` are looked at."""
    asked = words.lower().split()
    if not asked:
        return []
    if are_signs_alone(words):
        return _read(engine, sa.select(_among_newest(LOOKED_AT, asked, limit)))
    lately = _among_newest(_SEEN_LAST, asked, limit)
    enough = sa.select(sa.func.count() >= limit).select_from(lately).scalar_subquery()
    by_index = _FOUND.where(~enough, *_hold(people.c, asked)).limit(LOOKED_AT).subquery()
    every = sa.union(sa.select(lately), sa.select(by_index)).subquery()
    newest = sa.select(every).order_by(every.c.at.desc(), every.c.id.desc())
    return _read(engine, newest.limit(limit))


def are_signs_alone(words: str) -> bool:
    """Whether no index has any of the words."""
    asked = words.split()
    return bool(asked) and not any(len(w) < _SHORT or _TRIGRAM.search(w) for w in asked)


def _among_newest(number: int, asked: Sequence[str], limit: int) -> sa.CTE:
    """Of so many who were seen last those whom the words find, the newest first."""
    seen = sa.select(people).order_by(*_NEWEST_FIRST).limit(number).subquery().c
    shown = (seen[name] for name in PersonFound.__dataclass_fields__)
    found = sa.select(*shown).where(*_hold(seen, asked))
    return found.order_by(seen.at.desc(), seen.id.desc()).limit(limit).cte("lately")


def by_order(engine: sa.Engine, number: str, limit: int = 50) -> list[PersonFound]:
    """Those of whom an order or an invoice has that number."""
    of = deliveries.c
    of_invoice: sa.ColumnElement[str] = sa.literal_column(INVOICE.text)  # as its index has it
    some = [
        sa.select(of.email).where(of.order_id == number, of.order_id != "").limit(LOOKED_AT),
        sa.select(of.email).where(of_invoice == number, of_invoice != "").limit(LOOKED_AT),
    ]
    addresses = sa.union(*(sa.select(each.subquery()) for each in some))
    # As an array: Postgres takes what a query gives for many, and would read all people for them.
    hers = people.c.address == sa.any_(sa.func.array(addresses.scalar_subquery()))
    return _read(engine, _FOUND.where(hers).order_by(*_NEWEST_FIRST).limit(limit))


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


def beginnings(found_by: str) -> list[str]:
    """The first letter of each word, and the first two."""
    words = filter(None, found_by.split(" "))
    return sorted({word[:letters] for word in words for letters in range(1, _SHORT)})


def _hold(columns: _Columns, asked: Sequence[str]) -> Iterator[sa.ColumnElement[bool]]:
    if short := [word for word in asked if len(word) < _SHORT]:
        yield columns.beginnings.contains(short)
    for word in asked:
        if len(word) >= _SHORT:
            yield columns.found_by.contains(word, autoescape=True)


def _read(engine: sa.Engine, query: sa.Select[Any]) -> list[PersonFound]:
    with engine.connect() as connection:
        rows: Sequence[Any] = connection.execute(query).all()
    return [PersonFound(row.id, row.address, row.name, row.at) for row in rows]
