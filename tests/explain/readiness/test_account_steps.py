"""Whether each destination's key works, and its account has every name of the rules."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from bridge.destinations.base import TagReport
from bridge.explain.readiness.account_steps import (
    account_steps,
    is_due,
    look_into,
    setting_mistakes,
)
from bridge.explain.readiness.step import Stand
from bridge.model import Sort
from bridge.model.errors import AccountRefused, BridgeError, ConfigError
from bridge.rules import file as rulesfile
from bridge.store.readiness.account_looks import AccountLook
from tests.fakes import FakeCrm
from tests.rules.vendors_by_sorts import FULL, SITE

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
RULES = rulesfile.parse(
    f"crm: {FULL}\nmemberships:\n  Gold: {{items: product-12, style: plain}}\n"
    "rules:\n  - {name: R, when: refund, add: Refunded, subscribe: News}\n"
)
(HERE,) = RULES.destinations
MISSING = ((Sort.TAG, "Refunded", "Refund"), (Sort.LIST, "News", None))


class Account(FakeCrm):
    """Answers with a report, or not at all."""

    def __init__(self, report: TagReport | None = None, error: Exception | None = None) -> None:
        super().__init__()
        self._report, self._error = report or TagReport(), error

    def check(self, *_: object, **__: object) -> TagReport:
        if self._error:
            raise self._error
        return self._report


def looked(report: TagReport | None = None, error: Exception | None = None) -> AccountLook:
    return look_into(lambda: Account(report, error), HERE, RULES, NOON)


def stands(look: AccountLook | None, mistakes: tuple[str, ...] = ()) -> list[str]:
    return [str(each.stand) for each in account_steps(HERE, RULES, look, mistakes)]


def test_a_look_keeps_what_is_missing() -> None:
    report = TagReport(missing=(("Refunded", "Refund"),), others=((Sort.LIST, "News", None),))
    assert looked(report) == AccountLook(FULL, NOON, RULES.version, "", MISSING)


@pytest.mark.parametrize(
    "error", [AccountRefused("It refused the key (403)."), ConfigError(["KEY is missing."])]
)
def test_a_look_that_was_in_vain_says_why(error: BridgeError) -> None:
    found = looked(error=error)
    assert found.problem == str(error)
    assert found.missing == ()


def test_before_a_look_nothing_is_known_and_after_a_good_one_all_is_done() -> None:
    assert stands(None) == ["not known", "not known"]
    assert stands(looked()) == ["done", "done"]


def test_wrong_settings_are_told_before_anything_else() -> None:
    assert stands(looked(), ("KEY is missing.",)) == ["to do", "not known"]
    key, _ = account_steps(HERE, RULES, None, ("KEY is missing.",))
    assert (key.sentence, key.where != "") == ("KEY is missing.", True)


def test_a_refused_key_leaves_the_names_unknown() -> None:
    assert stands(AccountLook(FULL, NOON, RULES.version, "It refused.")) == ["to do", "not known"]


def test_missing_names_are_told_with_the_nearest_and_what_can_be_made() -> None:
    _, names = account_steps(HERE, RULES, AccountLook(FULL, NOON, RULES.version, "", MISSING), ())
    assert names.stand is Stand.UNDONE
    assert names.sentence.startswith("2 names of ")
    tag, other = names.lacking
    assert (tag.name, tag.nearest, tag.can_be_made) == ("Refunded", "Refund", True)
    assert "Nearest there: 'Refund'" in tag.sentence
    assert (other.name, other.can_be_made, other.where != "") == ("News", False, True)


def test_a_name_that_the_rules_name_no_more_is_not_missing() -> None:
    old = AccountLook(FULL, NOON, RULES.version, "", ((Sort.TAG, "Long gone", None),))
    assert stands(old) == ["done", "done"]


@pytest.mark.parametrize(
    ("look", "after"),
    [
        (AccountLook(FULL, NOON, RULES.version), timedelta(minutes=10)),
        (AccountLook(FULL, NOON, RULES.version, "", MISSING), timedelta(seconds=15)),
        (AccountLook(FULL, NOON, RULES.version, "No answer."), timedelta(seconds=30)),
    ],
)
def test_it_is_asked_again_the_sooner_the_less_is_right(
    look: AccountLook, after: timedelta
) -> None:
    assert not is_due(look, RULES, NOON + after - timedelta(seconds=1))
    assert is_due(look, RULES, NOON + after)


def test_other_rules_and_none_known_ask_at_once() -> None:
    assert is_due(None, RULES, NOON)
    assert is_due(AccountLook(FULL, NOON, "another"), RULES, NOON)


@pytest.mark.parametrize("vendor", [FULL, SITE])
def test_what_is_wrong_with_its_settings_is_told(vendor: str) -> None:
    (named,) = rulesfile.parse(
        f"crm: {vendor}\nmemberships:\n  Gold: {{items: product-12}}\n"
    ).destinations
    nothing: Mapping[str, str] = {}
    assert any("is missing" in each for each in setting_mistakes(named, nothing))


def test_where_no_answer_can_be_kept_it_is_not_said_to_be_asked() -> None:
    asked, _ = account_steps(HERE, RULES, None, ())
    assert asked.sentence == "It is asked now."
    unasked, _ = account_steps(HERE, RULES, None, (), is_kept=False)
    assert unasked.sentence == "It is asked once Postgres answers and has its tables."
