"""What opening the store promises: it is not asked for before all that is needed is named."""

import pytest
from sqlalchemy import text

from bridge.cli.database import library, open_store
from bridge.model.errors import ConfigError
from bridge.reconcile.library import NoRules


def test_all_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        open_store("REDIS_URL")
    assert [each.split()[0] for each in caught.value.problems] == ["DATABASE_URL", "REDIS_URL"]


def test_it_is_the_database_that_the_environment_names(
    monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    with open_store().connect() as connection:
        name = connection.execute(text("SELECT current_database()")).scalar()
        assert f"/{name}?" in database_url
        with pytest.raises(NoRules):
            library().newest(connection)
