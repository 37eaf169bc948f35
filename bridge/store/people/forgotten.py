"""What stays of people who were erased: by it whatever happened before is known when it comes late.

It is keyed hashes of what their deliveries, orders and customers were called, and none of their
addresses. What happens afterwards is of somebody new.
"""

import hashlib
import secrets
from collections.abc import Collection, Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from bridge.entitlements.people import linking_keys
from bridge.model import Event
from bridge.store.households import ADDRESS
from bridge.store.schema.lookup_tables import forgotten, hash_keys

_KEY = sa.select(hash_keys.c.key)
_BYTES = 32


def remember(
    connection: sa.Connection, events: Iterable[Event], keys: Iterable[str], at: datetime
) -> None:
    """`keys` as linking_keys gives them."""
    names = {name for event in events for name in _names(event)} | {*_without_addresses(keys)}
    if not names:
        return
    if not connection.execute(_KEY).first():
        connection.execute(insert(hash_keys).values(key=secrets.token_hex(_BYTES)))
    rows = [{"hash": each, "at": at} for each in _hashes(connection, names)]
    put = insert(forgotten)
    newer = {"at": put.excluded.at}
    connection.execute(put.on_conflict_do_update(index_elements=["hash"], set_=newer), rows)


def was_forgotten(connection: sa.Connection, event: Event, at: datetime) -> bool:
    """Whether it came before, or is of an order or a customer of before and happened then. `at` is
    when it was received; its keys are held, so that nobody is erased meanwhile. The cart tells
    whole seconds: what happened in the same one counts as later, so that no purchase is lost."""
    hashes = _hashes(connection, _names(event))
    of = forgotten.c
    known = sa.select(of.hash, of.at).where(of.hash.in_([*hashes])) if hashes else None
    found = {row.hash: row.at for row in connection.execute(known)} if known is not None else {}
    happened = event.occurred_at or at
    return any(
        hashes[each] == _delivery(event) or happened < found[each].replace(microsecond=0)
        for each in found
    )


def _names(event: Event) -> set[str]:
    return {_delivery(event), *_without_addresses(linking_keys(event))}


def _delivery(event: Event) -> str:
    return f"delivery:{event.key}"


def _without_addresses(keys: Iterable[str]) -> Iterable[str]:
    return (key for key in keys if not key.startswith(ADDRESS))


def _hashes(connection: sa.Connection, names: Collection[str]) -> dict[str, str]:
    """Each with its name; none as long as nobody was erased."""
    key = connection.execute(_KEY).scalar()
    secret = bytes.fromhex(key) if key else None
    return {_hash(each, secret): each for each in names} if secret else {}


def _hash(name: str, secret: bytes) -> str:
    return hashlib.blake2b(name.encode(), key=secret, digest_size=_BYTES).hexdigest()
