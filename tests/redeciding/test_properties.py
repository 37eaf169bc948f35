"""Whatever the rules files and events: a file agrees with itself, and what was applied can be
undone."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from bridge.model import ABOUT_THE_BUYER, Contact, Event
from bridge.rules import Rules
from tests.fakes import NOON
from tests.redeciding.shop import Shop, rules_of
from tests.rule_files import accepted, events, rules_files

EMAILS = ("ann@example.com", "bea@example.com")
NOBODY = rules_of("rules:", "  - {name: None, when: purchase, items: product-99, add: None}")

few = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture,
                                                       HealthCheck.too_slow])  # fmt: skip


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Up to six events of two buyers, a day apart at most; each its own delivery."""
    kinds = st.sampled_from(sorted(ABOUT_THE_BUYER))
    drawn = draw(
        st.lists(st.tuples(events(), kinds, st.sampled_from(EMAILS)), min_size=1, max_size=6)
    )
    at = [NOON - timedelta(days=draw(st.integers(0, 9))) for _ in drawn]
    return [
        replace(e, key=f"d{n}", kind=kind, contact=Contact(email), occurred_at=at[n])
        for n, (e, kind, email) in enumerate(drawn)
    ]


def tags_of_both(old: Rules, new: Rules) -> list[str]:
    return sorted({*old.tags(), *new.tags()})


@pytest.fixture
def shop(engine: Engine) -> Shop:
    return Shop(engine, NOBODY)


def begin(shop: Shop, rules: Rules, had: set[str] = frozenset()) -> None:  # type: ignore[assignment] # none
    shop.forgets_everything()
    shop.rules = rules
    shop.crm.tags = {email: set(had) for email in EMAILS}


@few
@given(old=rules_files(), new=rules_files(), history=histories(), chosen=st.randoms())
def test_what_was_applied_and_undone_leaves_every_tag_as_it_was(
    shop: Shop, old: str, new: str, history: list[Event], chosen: Random
) -> None:
    before, after = accepted(old), accepted(new)
    begin(shop, before, {tag for tag in tags_of_both(before, after) if chosen.random() < 0.3})
    ids = shop.happens(*history)
    assert shop.compares(before) == []
    was, record = shop.tags, [shop.sees(id_) for id_ in ids]
    shop.applies(after)
    assert shop.compares(after) == []
    then = shop.tags
    assert shop.applies(after).changed == 0
    assert shop.tags == then
    shop.undoes(1)
    assert shop.tags == was
    assert [shop.sees(id_) for id_ in ids] == record
    assert shop.compares(before) == []


@few
@given(old=rules_files(), new=rules_files(), history=histories())
def test_what_was_applied_leaves_the_tags_that_the_new_file_would_have_given_from_the_start(
    shop: Shop, old: str, new: str, history: list[Event]
) -> None:
    before, after = accepted(old), accepted(new)
    begin(shop, before)
    shop.happens(*history)
    shop.applies(after)
    tags = shop.tags
    begin(shop, after)
    shop.happens(*history)
    assert tags == shop.tags
