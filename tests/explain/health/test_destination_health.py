"""Each destination: whether it answers, and how much of what it allows is used."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from bridge.explain.health.destination_health import DestinationHealth, destination_healths
from bridge.model import Destination
from bridge.store.destinations import DestinationState
from bridge.store.figures.call_counts import CallCounts
from tests.rules.vendors_by_sorts import FULL

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
NAMED = Destination(FULL, FULL, first=True)
SET = {
    "ACTIVECAMPAIGN_URL": "https://shop.api-us1.com", "ACTIVECAMPAIGN_KEY": "made up",
    "ACTIVECAMPAIGN_RATE": "5",
}  # fmt: skip
GOOD = DestinationState(FULL, None, "", None, 0)


def health(
    state: DestinationState | None = GOOD,
    calls: CallCounts | None = None,
    environment: Mapping[str, str] = SET,
) -> DestinationHealth:
    counted = {FULL: calls or CallCounts(10, 0, 2)}
    (found,) = destination_healths([NAMED], [state] if state else [], counted, environment, NOW)
    return found


def test_one_that_answers_is_well() -> None:
    assert (health().stands, health().is_well) == ("answers", True)
    assert health().used == "2 calls in the last minute, of 300 allowed."
    assert health().ever == "10 calls in all."


def test_one_that_was_never_called_says_so() -> None:
    found = health(None, CallCounts())
    assert (found.stands, found.is_well, found.ever) == ("not called yet", True, "")


def test_too_many_calls_are_told() -> None:
    assert health(calls=CallCounts(1_000, 1, 1)).ever == (
        "1,000 calls in all, 1 of them answered 'slower, please' (429)."
    )
    assert health(calls=CallCounts(1_000, 2, 1)).used.startswith("1 call in the last minute")


def test_a_paused_one_says_since_when_and_why() -> None:
    paused = replace(GOOD, paused_since=NOW, paused_because="It refused the key (403).")
    found = health(paused)
    assert (found.stands, found.is_well) == ("paused", False)
    assert found.words.startswith("Since ")
    assert found.words.endswith(": It refused the key (403).")


def test_a_silent_one_says_so() -> None:
    silent = replace(GOOD, silent_since=NOW, silent_because="no answer", failures=3)
    assert (health(silent).stands, health(silent).is_well) == ("silent", False)


def test_without_its_settings_it_is_not_set_up_and_no_value_is_told() -> None:
    lacking = {name: value for name, value in SET.items() if not name.endswith("_KEY")}
    found = health(environment=lacking)
    assert (found.stands, found.is_well) == ("not set up", False)
    assert "made up" not in repr(health())
