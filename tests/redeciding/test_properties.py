"""Whatever the rules files and events: a file agrees with itself, and what was applied can be
undone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from bridge.model import ABOUT_THE_BUYER, Contact, Event, Kind
from bridge.rules import Rules
from tests.fakes import NOON, event
from tests.redeciding.shop import Shop, rules_of
from tests.rule_files import accepted, events, rules_files

EMAILS = ("ann@example.com", "bea@example.com")
ITEMS = ("product-1", "upsell-1")
TAGS = ("A", "B", "C")
DAYS = 10

several = settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
few = settings(several, max_examples=3)


@st.composite
def wide_histories(draw: st.DrawFn) -> list[Event]:
    """Up to five events of two buyers, of every kind that rules files speak of."""
    kinds = st.sampled_from(sorted(ABOUT_THE_BUYER))
    one = st.tuples(events(), kinds, st.sampled_from(EMAILS), st.integers(0, DAYS))
    return [
        replace(
            each, key=f"d{number}", kind=kind, contact=Contact(email),
            occurred_at=NOON - timedelta(days=days),
        )
        for number, (each, kind, email, days) in enumerate(draw(st.lists(one, max_size=5)))
    ]  # fmt: skip


KINDS = (Kind.PURCHASE, Kind.REBILL, Kind.PAYMENT_FAILED, Kind.REFUND, Kind.CANCELLED)


@st.composite
def narrow_rules(draw: st.DrawFn) -> Rules:
    """Rules that get in each other's way: few tags, few items, and much that is put off."""
    lines = ["rules:"]
    names = st.sampled_from(["R", "S", "T", "U"])
    for name in draw(st.lists(names, min_size=1, max_size=3, unique=True)):
        kind = draw(st.sampled_from(KINDS))
        words = ["add", "remove", "grant", "revoke", "trigger"]
        lines += [f"  - name: {name}", f"    when: {kind}"]
        if draw(st.booleans()):
            lines.append(f"    items: {draw(st.sampled_from(ITEMS))}")
        if draw(st.booleans()):
            unless = draw(st.sampled_from([k for k in KINDS if k is not kind]))
            words.remove("trigger")  # what is past when a file is applied is not fired
            after = draw(st.sampled_from(["1 day", "4 days", "9 days"]))
            lines += [f"    after: {after}", f"    unless: {unless}"]
        chosen = draw(st.lists(st.sampled_from(words), min_size=1, max_size=2, unique=True))
        tags = draw(st.permutations(TAGS))
        lines += [f"    {word}: {tag}" for word, tag in zip(chosen, tags, strict=False)]
    return rules_of(*lines)


@st.composite
def narrow_histories(draw: st.DrawFn) -> list[Event]:
    one = st.tuples(st.sampled_from(KINDS), st.sampled_from(ITEMS), st.integers(0, DAYS))
    return [
        event(kind, item, minute=-days * 24 * 60, key=f"d{number}", email=EMAILS[0])
        for number, (kind, item, days) in enumerate(draw(st.lists(one, min_size=1, max_size=6)))
    ]


@pytest.fixture
def shop(engine: Engine) -> Shop:
    return Shop(engine, rules_of("rules:", "  - {name: None, when: refund, add: None}"))


def begin(shop: Shop, rules: Rules, had: Sequence[str] = ()) -> None:
    """`had` are tags that everybody has by other hands."""
    shop.forgets_everything()
    shop.rules = rules
    shop.crm.tags = {email: set(had) for email in EMAILS}


def undoing_restores(shop: Shop, old: Rules, new: Rules, history: Sequence[Event]) -> None:
    assert shop.compares(old) == []
    was, record = shop.tags, [shop.deliveries.find(id_) for id_ in range(1, len(history) + 1)]
    shop.applies(new)
    assert shop.compares(new) == []
    then = shop.tags
    assert shop.applies(new).changed == 0
    assert shop.tags == then
    shop.undoes(1)
    assert shop.tags == was
    assert [shop.deliveries.find(id_) for id_ in range(1, len(history) + 1)] == record
    assert shop.compares(old) == []


@few
@given(rules_files(), rules_files(), wide_histories(), st.randoms(use_true_random=False))
def test_what_was_applied_and_undone_leaves_every_tag_as_it_was(
    shop: Shop, old: str, new: str, history: list[Event], chance: Random
) -> None:
    before, after = accepted(old), accepted(new)
    tags = sorted({*before.tags(), *after.tags()})
    begin(shop, before, [tag for tag in tags if chance.random() < 0.3])
    shop.happens(*history)
    undoing_restores(shop, before, after, history)


@several
@given(narrow_rules(), narrow_rules(), narrow_histories(), st.sets(st.sampled_from(TAGS)))
def test_so_it_does_where_rules_get_in_each_others_way(
    shop: Shop, old: Rules, new: Rules, history: list[Event], had: set[str]
) -> None:
    begin(shop, old, sorted(had))
    shop.happens(*history)
    undoing_restores(shop, old, new, history)


@several
@given(narrow_rules(), narrow_rules(), narrow_histories(), st.integers(0, 9))
def test_the_tags_are_those_that_the_new_file_would_have_given_from_the_start(
    shop: Shop, old: Rules, new: Rules, history: list[Event], days: int
) -> None:
    """Also as time goes by, with all that waits for its time."""
    found = []
    for at_first in (old, new):
        begin(shop, at_first)
        shop.happens(*history)
        shop.applies(new)
        found.append([dict(shop.tags)])
        shop.goes_by(days=days)
        found[-1].append(dict(shop.tags))
    assert found[0] == found[1]


@several
@given(
    narrow_rules(),
    narrow_rules(),
    narrow_histories(),
    st.sets(st.sampled_from(TAGS)),
    st.integers(0, 9),
    st.data(),
)
def test_what_came_since_stays_when_it_is_undone(
    shop: Shop,
    old: Rules,
    new: Rules,
    history: list[Event],
    had: set[str],
    days: int,
    data: st.DataObject,
) -> None:
    """As if nothing had ever been applied."""
    early = data.draw(st.integers(0, len(history)))
    found = []
    for applying in (True, False):
        begin(shop, old, sorted(had))
        shop.happens(*history[:early])
        if applying:
            shop.applies(new)
        shop.goes_by(days=days)
        shop.happens(*history[early:])
        if applying and early:
            shop.undoes(1)
        found.append([dict(shop.tags)])
        shop.goes_by(days=9)
        found[-1].append(dict(shop.tags))
    assert found[0] == found[1]
