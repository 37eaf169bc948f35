"""What an account is asked, and in which words its answer is told."""

from collections.abc import Iterator

import pytest

from bridge.destinations.account import settings_of_account
from bridge.destinations.base import Crm, TagReport
from bridge.explain.readiness.account_question import (
    ask,
    has_words,
    missing_others,
    missing_tags,
    names_beside,
    names_of,
    unchecked_words,
)
from bridge.model import Sort, target_key
from bridge.rules import file as rulesfile
from bridge.sandbox.accounts import account_with
from tests.destinations.fakes import DictMemory, FreePace
from tests.rules.vendors_by_sorts import FULL, called

RULES = rulesfile.parse(
    f"crm: {FULL}\nrules:\n  - {{name: A, when: purchase, add: Gold, subscribe: News}}\n"
)
(SHOP,) = RULES.destinations


@pytest.fixture
def account() -> Iterator[Crm]:
    with account_with(FULL, [(Sort.TAG, "Golden")]) as running:
        yield settings_of_account(SHOP, running.environment).connect(FreePace(), DictMemory())


def test_each_name_that_it_lacks_is_told_with_its_line(account: Crm) -> None:
    report = ask(account, names_of(RULES, SHOP))
    assert report == TagReport((("Gold", "Golden"),), ((Sort.LIST, "News", None),))
    assert missing_tags(report, SHOP, RULES) == [
        f"rules.yaml line 3, rule 'A': the tag 'Gold' does not exist in {called(FULL)}. Nearest "
        "there: 'Golden'."
    ]
    assert missing_others(report, SHOP) == [f"The list 'News' does not exist in {called(FULL)}."]


@pytest.mark.parametrize(
    ("names", "has", "unchecked"),
    [
        ([], "; the rules name nothing for it", "names"),
        ([(Sort.TAG, "A")], " and has the one tag of the rules", "tags"),
        ([(Sort.ACCESS, "A"), (Sort.ACCESS, "B")], " and has all 2 memberships of the rules",
         "memberships"),
        ([(Sort.TAG, "A"), (Sort.LIST, "B")],
         " and has 1 tag and 1 list, field or automation of the rules", "tags"),
    ],
)  # fmt: skip
def test_what_was_looked_at_is_counted(
    names: list[tuple[Sort, str]], has: str, unchecked: str
) -> None:
    assert (has_words(names), unchecked_words(names)) == (has, f"The {unchecked} were not checked.")


def test_what_a_membership_needs_beside_one_of_its_tags_is_known() -> None:
    rules = rulesfile.parse(
        "crm: activecampaign\nmemberships:\n  Club: {items: bump-1}\n  Other: {items: bump-2}\n"
        "rules:\n  - {name: R, when: refund, add: Refunded}\n"
    )
    club = {target_key(Sort.TAG, f"Club{end}") for end in ("", "PAYF", "SUSP", "CANC")}
    assert names_beside(Sort.TAG, "clubpayf", rules) == club
    assert names_beside(Sort.TAG, "Refunded", rules) == set()
