"""Troubles as they were seen."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from bridge.store.alerts import open_alerts
from bridge.store.alerts.open_alerts import OpenAlert
from bridge.store.engine import transaction

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=5)
TWO = timedelta(minutes=2)


def test_it_is_known_since_when_each_lasts(engine: Engine) -> None:
    with transaction(engine) as connection:
        open_alerts.see(connection, {"a": "It waits."}, NOON)
        seen = open_alerts.see(connection, {"a": "It still waits.", "b": "New."}, LATER)
    assert seen == [OpenAlert("a", "It still waits.", NOON), OpenAlert("b", "New.", LATER)]


def test_one_that_nobody_was_told_of_goes_without_a_word(engine: Engine) -> None:
    with transaction(engine) as connection:
        open_alerts.see(connection, {"a": "It waits."}, NOON)
        assert open_alerts.see(connection, {}, LATER) == []


def test_one_that_was_told_stays_until_its_end_is(engine: Engine) -> None:
    with transaction(engine) as connection:
        open_alerts.see(connection, {"a": "It waits."}, NOON)
        open_alerts.note_told(connection, ["a"], NOON)
        seen = open_alerts.see(connection, {}, LATER)
        assert seen == [OpenAlert("a", "It waits.", NOON, told_at=NOON, over_at=LATER)]
        open_alerts.close(connection, ["a"])
        assert open_alerts.see(connection, {}, LATER) == []


def test_it_is_new_and_over_once_it_has_lasted_so_long() -> None:
    waits = OpenAlert("a", "", NOON)
    assert [waits.is_new(NOON + far, TWO) for far in (TWO / 2, TWO)] == [False, True]
    assert not OpenAlert("a", "", NOON, told_at=NOON).is_new(LATER, TWO)
    ended = OpenAlert("a", "", NOON, told_at=NOON, over_at=NOON)
    assert [ended.has_ended(NOON + far, TWO) for far in (TWO / 2, TWO)] == [False, True]
    assert not waits.has_ended(LATER, TWO)


def test_one_at_a_time_watches(engine: Engine) -> None:
    with open_alerts.watching(engine) as first, open_alerts.watching(engine) as second:
        assert first is not None
        assert second is None
