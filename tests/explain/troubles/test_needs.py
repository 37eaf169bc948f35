"""Everything that waits for a person, as one list."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from bridge.explain.rules_file import RulesNow
from bridge.explain.troubles.need import NeedKind
from bridge.explain.troubles.needs import Needs
from bridge.model.errors import CrmUnavailable
from bridge.reconcile.library import Library
from bridge.rules import file as rulesfile
from bridge.store import destinations
from bridge.store.engine import engine_for
from tests.cli.shop import NOON, Shop


@dataclass
class Seen:
    redis: bool = True
    seen: bool = True
    trouble: str = ""

    @property
    def troubles(self) -> Iterator[str]:
        yield from ()


@pytest.fixture
def shop(engine: Engine) -> Shop:
    shop = Shop(engine)
    shop.publish()
    return shop


def keys(engine: Engine, workers: Seen | None = None, file: Path | None = None) -> list[str]:
    seen = workers or Seen()
    rules = RulesNow(file) if file else None
    needs = Needs(engine, Library(rulesfile.parse), rules, lambda: seen)
    return [each.key for each in needs.now(NOON + timedelta(days=1))]


def test_nothing_waits_where_all_is_well(engine: Engine, shop: Shop) -> None:
    shop.work(shop.comes("purchase"))
    assert keys(engine) == []


def test_what_waits_longest_comes_first_after_what_keeps_all_from_working(
    engine: Engine, shop: Shop, tmp_path: Path
) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text("crm: activecampaign\nrules: [\n")
    shop.work(shop.comes("purchase", "product-99"))
    shop.crm.refuses = {"Gold"}
    shop.work(shop.comes("purchase", email="ann@example.com"))
    with engine.begin() as connection:
        destinations.pause(connection, "activecampaign", "It refused the key (403).", NOON)
    assert keys(engine, Seen(seen=False, trouble="No."), file) == [
        "workers",
        "workers:rules",
        "paused:activecampaign",
        "unmapped:product-99",
        "refused:activecampaign:tag:Gold",
        "rules",
    ]


def test_what_is_put_right_leaves_the_list_by_itself(engine: Engine, shop: Shop) -> None:
    shop.crm.refuses = {"Gold"}
    shop.work(shop.comes("purchase"))
    assert keys(engine) == ["refused:activecampaign:tag:Gold"]
    shop.deliveries.reopen_failed(NOON)
    assert keys(engine) == ["stuck"]  # the shop's noon is long ago, and nobody swept
    shop.crm.refuses = set()
    shop.sweep()
    assert keys(engine) == []


def test_what_waits_for_a_paused_destination_is_not_stuck(engine: Engine, shop: Shop) -> None:
    shop.crm.fails = CrmUnavailable("It is down.")
    shop.work(shop.comes("purchase"))
    with engine.begin() as connection:
        destinations.pause(connection, "activecampaign", "It refused the key (403).", NOON)
    assert keys(engine) == ["paused:activecampaign"]


def test_a_database_that_is_away_or_not_migrated_is_all_that_is_said(engine: Engine) -> None:
    away = engine_for("postgresql://nobody@127.0.0.1:1/nothing")
    assert keys(away) == ["database"]
    with engine.begin() as connection:
        connection.execute(text("UPDATE bridge_version SET version_num = '0008'"))
    try:
        (told,) = Needs(engine, Library(rulesfile.parse)).now(NOON)
        assert (told.kind, told.what_to_do) == (
            NeedKind.DATABASE,
            "Run `bridge migrate`; a release does it by itself where the Procfile says so.",
        )
    finally:
        with engine.begin() as connection:
            connection.execute(text("UPDATE bridge_version SET version_num = '0009'"))
