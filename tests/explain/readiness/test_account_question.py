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
    names_of,
    unchecked_words,
)
from bridge.model import Sort
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
