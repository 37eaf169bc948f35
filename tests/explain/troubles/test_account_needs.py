"""Destinations that need somebody."""

from datetime import timedelta

from bridge.explain.troubles.account_needs import account_needs
from bridge.store.destinations import DestinationState
from tests.cli.shop import NOON

PAUSED = DestinationState("school", NOON, "It refused the key (403).", None, 0)
SILENT = DestinationState("school", None, "", None, 0, 0, NOON, "It answered 503.")
WELL = DestinationState("school", None, "", None, 0)


def test_one_that_refuses_the_key_needs_somebody_at_once_one_that_is_silent_after_a_while() -> None:
    at, later = NOON + timedelta(minutes=5), NOON + timedelta(hours=1)
    assert [*account_needs([WELL, SILENT], at)] == []
    (paused,) = account_needs([PAUSED], at)
    assert (paused.key, paused.since, paused.quote) == (
        "paused:school",
        NOON,
        "It refused the key (403).",
    )
    assert "403" not in paused.words
    (silent,) = account_needs([SILENT], later)
    assert (silent.key, silent.words) == ("silent:school", "school does not answer.")
    assert silent.action is not None
    assert silent.action.target == {"destination": "school"}
