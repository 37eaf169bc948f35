"""Where a database says at which revision it stands."""

from sqlalchemy import Engine, text

from tests.store.schema.migrations.conftest import Upgrade


def test_the_revision_stands_in_a_table_of_the_bridges_own(upgrade: Upgrade, blank: Engine) -> None:
    upgrade("0001")
    with blank.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM bridge_version")).scalar() == "0001"
