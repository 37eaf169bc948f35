"""How often each rule matched, and when last."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, text

from bridge.model import Kind
from bridge.store.delivery import State
from bridge.store.figures import progress
from bridge.store.figures import rule_matches as figures
from bridge.store.figures.rollups import roll_up
from bridge.store.figures.rule_matches import RuleMatches, first_came, is_counted, rule_matches
from tests.cli.shop import NOON, Shop
from tests.store.figures.record import came

NOW = datetime(2026, 3, 20, 12, 30, tzinfo=UTC)
TODAY = NOW.date()


def ago(**spans: float) -> datetime:
    return NOW - timedelta(**spans)


def matched(engine: Engine, at: datetime, *rules: str, number: int = 1, **more: Any) -> None:
    came(engine, at, number=number, results=[{"rule": each, "tag": "Gold"} for each in rules],
         **more)  # fmt: skip


def rolled_up(engine: Engine, now: datetime = NOW) -> None:
    """This figure alone: others go on by the hour, which takes long after two months."""
    with progress.rolling(engine) as connection:
        assert connection
        while figures.roll_up(connection, now):
            continue


def test_a_rule_is_counted_once_a_delivery_however_much_it_did(engine: Engine) -> None:
    matched(engine, ago(hours=3), "Buyers", "Buyers", "Gold: purchase", number=2)
    matched(engine, ago(hours=1), "Gold: purchase")
    rolled_up(engine)
    assert rule_matches(engine, TODAY) == {
        "Buyers": RuleMatches(2, ago(hours=3)),
        "Gold: purchase": RuleMatches(3, ago(hours=1)),
    }


def test_of_longer_ago_is_known_when_it_matched_last(engine: Engine) -> None:
    matched(engine, ago(days=200), "Old")
    matched(engine, ago(days=29), "Lately")
    rolled_up(engine)
    assert rule_matches(engine, TODAY) == {
        "Old": RuleMatches(0, ago(days=200)),
        "Lately": RuleMatches(1, ago(days=29)),
    }


def test_test_mode_matches_and_hands_do_not(engine: Engine) -> None:
    matched(engine, ago(hours=2), "Buyers", mode="test")
    matched(engine, ago(hours=1), "Gold: ended by hand", kind=Kind.ENDED_BY_HAND)
    rolled_up(engine)
    assert rule_matches(engine, TODAY) == {"Buyers": RuleMatches(1, ago(hours=2))}


def test_what_is_decided_anew_counts_as_it_is_now(engine: Engine) -> None:
    matched(engine, ago(hours=30), "Before")
    matched(engine, ago(days=12), "Before")
    rolled_up(engine)
    with engine.connect() as connection:
        connection.execute(text("""UPDATE deliveries SET results = '[{"rule": "After"}]'"""))
    for minutes in range(30):
        rolled_up(engine, NOW + timedelta(minutes=minutes))
    assert rule_matches(engine, TODAY) == {"After": RuleMatches(2, ago(hours=30))}


def test_it_is_said_whether_the_past_is_counted(engine: Engine) -> None:
    matched(engine, ago(days=3), "Buyers")
    matched(engine, ago(days=2), "Buyers")
    assert not is_counted(engine, TODAY)
    assert roll_up(engine, NOW)
    assert not is_counted(engine, TODAY)
    rolled_up(engine)
    assert is_counted(engine, TODAY)


def test_it_is_known_when_the_first_came(engine: Engine) -> None:
    assert first_came(engine) is None
    for at in (ago(days=3), ago(days=9), NOW):
        matched(engine, at, "Hello")
    assert first_came(engine) == ago(days=9)


def test_days_on_which_no_supervisor_ran_are_counted_later(engine: Engine) -> None:
    matched(engine, ago(days=60), "Buyers")
    rolled_up(engine, ago(days=55))
    matched(engine, ago(days=50), "Buyers", number=2)
    rolled_up(engine)
    assert rule_matches(engine, TODAY) == {"Buyers": RuleMatches(0, ago(days=50))}
    assert rule_matches(engine, TODAY - timedelta(days=40))["Buyers"].number == 3


def test_a_rule_goes_by_the_name_that_the_record_has(engine: Engine) -> None:
    shop = Shop(engine)
    shop.work(shop.comes("purchase"), shop.comes("refund"))
    rolled_up(engine, NOON + timedelta(hours=5))
    found = rule_matches(engine, NOON.date())
    assert {name: each.number for name, each in found.items()} == {
        "Buyers": 1, "Gold: purchase": 1, "Gold: refund": 1, "Refunds": 1,
    }  # fmt: skip


def test_what_no_rule_spoke_about_is_no_match(engine: Engine) -> None:
    came(engine, ago(hours=1), State.NO_RULE)
    rolled_up(engine)
    assert rule_matches(engine, TODAY) == {}
