"""At which destinations somebody has a place."""

from sqlalchemy import Engine

from bridge.store import places
from bridge.store.accounts.presence import destination_of, destinations_at

BEA = "bea@example.com"


def test_an_address_may_have_a_place_at_each_destination(engine: Engine) -> None:
    with engine.connect() as connection:
        ids = [places.ids_of(connection, name, [BEA])[BEA] for name in ("shop", "club")]
        assert destinations_at(connection, BEA) == ["club", "shop"]
        assert destinations_at(connection, "cy@example.com") == []
    assert [destination_of(engine, id_) for id_ in (*ids, 999)] == ["shop", "club", ""]
