"""What an address of the list asks for."""

from collections.abc import Mapping
from datetime import datetime

import pytest

from bridge.model import Item, Kind, Sort
from bridge.rules.file import parse
from bridge.store.delivery import State
from bridge.store.search.delivery_conditions import Asked, RefusedTarget, Ungiven
from bridge.store.search.subject_list import Subject
from bridge.web.console.activity.activity_filter import (
    AGAIN,
    TEST,
    UNGIVEN,
    ActivityFilter,
    asked_of,
    filter_of,
)
from bridge.web.console.shell.numbers import LARGEST_ID
from bridge.web.console.shell.replies import NotAPage

SUBJECTS = [Subject(n, Kind.PURCHASE, "live", (Item("product", str(n)),)) for n in (1, 2)]
RULES = parse("crm: activecampaign\nmemberships:\n  Gold: {items: product-1}\n")


def asked(**words: str) -> Asked:
    return asked_of(filter_of(words), SUBJECTS, RULES, "letters")


def test_each_word_of_the_address_asks_for_its_thing() -> None:
    assert asked() == Asked()
    assert asked(outcome="failed", event="refund") == Asked(state=State.FAILED, kind=Kind.REFUND)
    assert asked(outcome=TEST) == Asked(tests=True)
    assert asked(outcome=AGAIN) == Asked(came_again=True)
    assert asked(outcome=UNGIVEN) == Asked(ungiven=Ungiven((2,)))
    assert asked(item="product-2") == Asked(subjects=(2,))
    assert asked(item="product-3") == Asked(subjects=())
    assert asked(at="letters") == Asked(destination="letters", is_only=True)
    assert asked(at="school") == Asked(destination="school")
    gold = RefusedTarget(Sort.TAG, "Gold: new", "school")
    assert asked(refused="tag:Gold: new", at="school") == Asked(refused=gold)
    assert asked(tried="3.12") == Asked(only=(3, 12))
    assert asked(refused="none") == Asked(refused=RefusedTarget())


def test_days_begin_at_this_machines_midnight_and_the_last_one_is_whole() -> None:
    told = asked(first="2026-01-31", last="2026-01-31")
    assert told.since == datetime(2026, 1, 31).astimezone()
    assert told.until == datetime(2026, 2, 1).astimezone()


def test_its_address_has_all_of_it_and_nothing_else() -> None:
    words = {"outcome": "failed", "event": "refund", "item": "bump-1", "first": "2026-01-31"}
    wanted = filter_of(words | {"before": "7", "email": "bea@example.com"})
    assert wanted.address == words
    assert wanted.whole_address == words | {"before": "7"}
    assert filter_of(wanted.whole_address) == wanted
    assert filter_of({"state": "failed"}) == ActivityFilter(outcome="failed")


@pytest.mark.parametrize(
    "words",
    [{"outcome": "lost"}, {"event": "x"}, {"before": "x"}, {"after": "-1"}, {"first": "31.1.2026"},
     {"before": str(LARGEST_ID + 1)}, {"item": "\0"}, {"at": "x" * 201}, {"refused": "tag:"},
     {"tried": "3,4"}, {"tried": "3."}, {"tried": ".".join(["1"] * 51)}],
)  # fmt: skip
def test_an_address_that_asks_for_what_there_cannot_be_is_no_page(
    words: Mapping[str, str],
) -> None:
    with pytest.raises(NotAPage):
        filter_of(words)
