from sqlalchemy import Engine, inspect

from tests.store.schema.migrations.conftest import Upgrade


def test_what_the_cart_sent_is_found_by_its_age(upgrade: Upgrade, blank: Engine) -> None:
    upgrade("0006")
    upgrade("0007")
    found = {each["name"]: each for each in inspect(blank).get_indexes("deliveries")}
    assert found["deliveries_with_body"]["column_names"] == ["received_at"]
