from sqlalchemy import Engine, text

from tests.store.schema.migrations.conftest import Upgrade

_CAME = text(
    "INSERT INTO deliveries (key, kind, mode, occurred_at, received_at, event) VALUES"
    " ('1', 'purchase', 'live', now(), now(), '{\"items\": [{\"id\": \"12\"}]}'),"
    " ('2', 'purchase', 'live', now(), now(), '{\"items\": [{\"id\": \"12\"}]}'),"
    " ('3', 'refund', 'live', now(), now(), '{\"items\": [{\"id\": \"12\"}]}')"
)


def test_what_came_before_is_told_apart_by_what_it_is_about(
    upgrade: Upgrade, blank: Engine
) -> None:
    upgrade("0005")
    with blank.connect() as connection:
        connection.execute(_CAME)
    upgrade("0006")
    with blank.connect() as connection:
        rows = connection.execute(text("SELECT subject FROM deliveries ORDER BY key")).scalars()
        first, second, third = rows
    assert first == second != third
