"""Which account each destination is: what was told belongs to the account, not to its name.

An account is told from every other by its vendor and something of its own, such as
`yourcrm shop.yourcrm.example`; by its vendor alone where no setting says more.

- The same account under another name in rules.yaml: all that names it gets the new name. Texts of
  rules that were published before keep the old one; `names_at` tells what they mean.
- Another account under the same name: what was told belonged to the one before, so it is forgotten,
  and nobody is due by itself.
- A destination that left the file keeps its rows. Nothing is done there until it comes back.
"""

import sys
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, insert

from bridge.store.destinations import ACCOUNT
from bridge.store.engine import transaction
from bridge.store.schema.tables import applied, destinations, occurrences, places, rulebooks

_OF = destinations.c
_RENAME_RECORD = sa.text("""
    UPDATE deliveries SET
        shares = CASE WHEN jsonb_exists(shares, :old)
            THEN (shares - :old) || jsonb_build_object(CAST(:new AS text), shares->:old)
            ELSE shares END,
        results = (SELECT coalesce(jsonb_agg(CASE WHEN row->>'destination' = :old
            THEN jsonb_set(row, '{destination}', to_jsonb(CAST(:new AS text))) ELSE row END
            ORDER BY place), '[]') FROM jsonb_array_elements(results)
            WITH ORDINALITY AS listed(row, place))
    WHERE jsonb_exists(shares, :old)
        OR results @> jsonb_build_array(jsonb_build_object('destination', CAST(:old AS text)))
""")
_RENAME_EFFECTS = sa.text("""
    UPDATE event_decisions SET effects = (
        SELECT jsonb_agg(CASE WHEN jsonb_exists(effect->'to', :old)
            THEN jsonb_set(effect, '{to}', (
                SELECT jsonb_agg(CASE WHEN name = :old THEN CAST(:new AS text) ELSE name END)
                FROM jsonb_array_elements_text(effect->'to') AS name))
            ELSE effect END ORDER BY place)
        FROM jsonb_array_elements(effects) WITH ORDINALITY AS listed(effect, place))
    WHERE effects @> jsonb_build_array(
        jsonb_build_object('to', jsonb_build_array(CAST(:old AS text))))
""")


def meet(engine: sa.Engine, accounts: Mapping[str, str]) -> None:
    """Say which accounts there are, by their destinations' names in the order of the file."""
    with transaction(engine) as connection:
        known = _known(connection)
        moves = _moves(known, accounts)
        if moves:
            _rename(connection, moves, {*known})
            known = _known(connection)
        for name, account in accounts.items():
            if name not in known:
                _make(connection, name, account)
            elif not _is_same(known[name], account):
                _forget(connection, name)
            if known.get(name) != _fuller(known.get(name), account):
                _remember(connection, name, account)
        first = next(iter(accounts), None)
        nobody = ~sa.select(_OF.name).where(_OF.of_before).exists()
        home = sa.update(destinations).where(_OF.name == first, nobody)
        connection.execute(home.values(of_before=True))


def names_at(connection: sa.Connection, publication: int) -> dict[str, str]:
    """What the destinations are called now that were called otherwise in that publication of the
    rules, by those names."""
    query = sa.select(_OF.name, _OF.former).where(_OF.former != {})
    names: dict[str, str] = {}
    for name, former in connection.execute(query):
        then = min((until, old) for old, until in [*former.items(), (name, sys.maxsize)]
                   if until >= publication)[1]  # fmt: skip
        names |= {then: name} if then != name else {}
    return names


def _known(connection: sa.Connection) -> dict[str, str | None]:
    """By the destination's name; None where it was never told. Their rows are held."""
    query = sa.select(_OF.name, _OF.memory[ACCOUNT].astext).order_by(_OF.name).with_for_update()
    return {row[0]: row[1] for row in connection.execute(query)}


def _moves(known: Mapping[str, str | None], accounts: Mapping[str, str]) -> dict[str, str]:
    """The new names of accounts by their old ones."""
    moves = {}
    for name, account in accounts.items():
        olds = (old for old, each in known.items() if each == account and old != name)
        old = next((old for old in olds if accounts.get(old) != account), None)
        if old is not None and _is_own(account) and known.get(name) != account:
            moves[old] = name
    return moves


def _is_own(account: str) -> bool:
    """Whether it tells the account from others of its vendor."""
    return " " in account


def _is_same(before: str | None, account: str) -> bool:
    if before is None or before == account:
        return True
    same_vendor = before.partition(" ")[0] == account.partition(" ")[0]
    return same_vendor and not (_is_own(before) and _is_own(account))


def _fuller(before: str | None, account: str) -> str:
    same = before is not None and _is_same(before, account)
    return before if same and before and not _is_own(account) else account


def _make(connection: sa.Connection, name: str, account: str) -> None:
    first = ~sa.select(_OF.name).exists()
    row = {"name": name, "of_before": first, "memory": {ACCOUNT: account}}
    connection.execute(insert(destinations).values(row).on_conflict_do_nothing())


def _remember(connection: sa.Connection, name: str, account: str) -> None:
    memory = _OF.memory.op("||")(sa.bindparam("whose", type_=JSONB))
    told = sa.update(destinations).where(_OF.name == name).values(memory=memory)
    connection.execute(told, {"whose": {ACCOUNT: account}})


def _forget(connection: sa.Connection, name: str) -> None:
    theirs = sa.select(places.c.id).where(places.c.destination == name)
    connection.execute(sa.delete(applied).where(applied.c.place_id.in_(theirs)))
    fresh: dict[str, object] = {"memory": {}, "done": places.c.due, "wake_at": None}
    connection.execute(sa.update(places).where(places.c.destination == name).values(fresh))
    connection.execute(sa.update(destinations).where(_OF.name == name).values(memory={}))


def _rename(connection: sa.Connection, moves: Mapping[str, str], known: set[str]) -> None:
    """All at once: two may have swapped their names."""
    for name in {*moves.values()} & (known - {*moves}):
        _drop(connection, name)  # another account had that name, and has none now
    last = sa.select(sa.func.coalesce(sa.func.max(rulebooks.c.number), 0)).scalar_subquery()
    for old in moves:
        former = _OF.former.op("||")(sa.func.jsonb_build_object(old, last))
        connection.execute(sa.update(destinations).where(_OF.name == old).values(former=former))
        _call(connection, old, f"\n{old}")
    for old, new in moves.items():
        _call(connection, f"\n{old}", new)


def _call(connection: sa.Connection, old: str, new: str) -> None:
    connection.execute(sa.update(destinations).where(_OF.name == old).values(name=new))
    for table in (places, occurrences):
        mine = table.c.destination == old
        connection.execute(sa.update(table).where(mine).values(destination=new))
    for statement in (_RENAME_RECORD, _RENAME_EFFECTS):
        connection.execute(statement, {"old": old, "new": new})


def _drop(connection: sa.Connection, name: str) -> None:
    for table in (places, occurrences):
        connection.execute(sa.delete(table).where(table.c.destination == name))
    connection.execute(sa.delete(destinations).where(_OF.name == name))
