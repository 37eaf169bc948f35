from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bridge.store import places
from bridge.store.schema import tables
from tests.fakes import NOON

CRM = "activecampaign"
HOUR = timedelta(hours=1)


def wakes(engine: Engine, address: str, hours: int, attempts: int = 0) -> None:
    with engine.connect() as connection:
        id_ = places.ids_of(connection, CRM, [address])[address]
        which = tables.places.update().where(tables.places.c.id == id_)
        connection.execute(which.values(wake_at=NOON + hours * HOUR, attempts=attempts))


@pytest.mark.parametrize("batch", [1, 2, 3, 500])
def test_the_next_one_first_and_before_it_what_is_tried_again(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(places, "_BATCH", batch)
    for number, hours in enumerate((3, 1, 2, 1)):
        wakes(engine, f"{number}@example.com", hours)
    wakes(engine, "again@example.com", 9, attempts=2)
    with engine.connect() as connection:
        places.ids_of(connection, CRM, ["nothing@example.com"])
    assert list(places.that_wake(engine)) == [
        ("again@example.com", None),
        ("1@example.com", NOON + HOUR),
        ("3@example.com", NOON + HOUR),
        ("2@example.com", NOON + 2 * HOUR),
        ("0@example.com", NOON + 3 * HOUR),
    ]
