"""Whether the accounts have the names that rules are about to tell them."""

from collections.abc import Iterator

import pytest

from bridge.destinations.account import settings_of_account
from bridge.destinations.base import Crm, TagReport
from bridge.explain.publishing.names_there import (
    MissingThere,
    lacking,
    look_up_new,
    names_for,
    new_names,
)
from bridge.model import Sort
from bridge.model.errors import ConfigError, CrmUnavailable
from bridge.rules import file as rulesfile
from bridge.sandbox.accounts import account_with
from tests.destinations.fakes import DictMemory, FreePace
from tests.rules.vendors_by_sorts import FULL, called

BEFORE = f"crm: {FULL}\nrules:\n  - {{name: A, when: purchase, add: Golden}}\n"
AFTER = BEFORE + "  - {name: B, when: refund, add: Gold, subscribe: News}\n"
OLD, NEW = (rulesfile.parse(each) for each in (BEFORE, AFTER))
MAKES = rulesfile.parse(AFTER.replace(", subscribe: News", "") + "create_missing_tags: yes\n")
(SHOP,) = NEW.destinations


@pytest.fixture
def account() -> Iterator[Crm]:
    with account_with(FULL, [(Sort.TAG, "Golden")]) as running:
        yield settings_of_account(SHOP, running.environment).connect(FreePace(), DictMemory())


def test_only_what_is_new_is_asked_for() -> None:
    assert {*new_names(NEW, OLD, SHOP)} == {(Sort.TAG, "Gold"), (Sort.LIST, "News")}
    assert {*new_names(OLD, None, SHOP)} == {(Sort.TAG, "Golden")}
    assert [*names_for(SHOP, [(Sort.TAG, "Gold"), (Sort.ACCESS, "Gold")], NEW)] == [
        (Sort.TAG, "Gold")
    ]


def test_what_is_lacking_is_told_with_its_line(account: Crm) -> None:
    found = look_up_new(NEW, OLD, lambda _: account)
    assert found.problems == [
        f"the tag 'Gold' does not exist in {called(FULL)}. Nearest there: 'Golden'.",
        f"the list 'News' does not exist in {called(FULL)}.",
    ]
    assert found.missing == [
        MissingThere(SHOP, Sort.TAG, "Gold", "Golden", 4, "rule 'B'"),
        MissingThere(SHOP, Sort.LIST, "News", "", 4, "rule 'B'"),
    ]
    assert [each.can_be_made for each in found.missing] == [True, False]
    assert found.makeable == []  # what may be a slip is made where it is named alone
    assert found.notes == []
    assert look_up_new(OLD, OLD, lambda _: account).problems == []


def test_a_tag_that_will_be_created_is_a_note(account: Crm) -> None:
    found = look_up_new(MAKES, OLD, lambda _: account)
    assert found.problems == []
    assert [each.endswith("Nearest there: 'Golden'. It will be created.") for each in found.notes]
    assert lacking(TagReport((("Gold", None),)), SHOP, MAKES).notes == [
        f"The tag 'Gold' does not exist in {called(FULL)}. It will be created."
    ]


@pytest.mark.parametrize(
    "error", [ConfigError(["SHOP_KEY is missing."]), CrmUnavailable("It does not answer.")]
)
def test_an_account_that_cannot_be_asked_is_a_note(error: Exception) -> None:
    def account(_name: str) -> Crm:
        raise error

    found = look_up_new(NEW, OLD, account)
    assert (found.problems, found.notes) == (
        [],
        [f"Whether {called(FULL)} has the new names was not checked: {error}"],
    )
