"""What the fold is told of a membership: its tags, how each part counts, which sales it is of."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bridge.model import (
    Action,
    Block,
    Blocking,
    Delay,
    Effect,
    Event,
    Item,
    Kind,
    Membership,
    Refunds,
    Sale,
    Style,
)
from bridge.rules import Rules
from bridge.rules.file import parse
from tests.rules.file.build.test_membership_entries import COURSE, membership, styled
from tests.rules.vendors_by_sorts import FULL, SITE

WEEK = timedelta(days=7)
GOLD = Item("product", "12", plan="90222")
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def known(rules: Rules) -> Membership:
    (offer,) = rules.offers
    return offer.membership


def blocks(rules: Rules) -> dict[str, Blocking]:
    told = known(rules)
    return {block: part for block in Block if (part := told.blocking(block))}


def effects(rules: Rules, kind: Kind) -> list[tuple[str, str]]:
    event = Event("thrivecart", "d1", kind, "x", NOON, items=(GOLD,))
    return [(effect.action, effect.name) for effect in rules.effects(event)]


def test_memberiums_tags_follow_the_membership_and_its_suffixes() -> None:
    told = known(membership("suffixes: {paused: _held}"))
    assert (told.name, told.tag, told.line, told.style) == ("Gold", "Gold", 3, Style.MEMBERIUM)
    assert told.blocking_tags == ("GoldPAYF", "Gold_held", "GoldCANC")
    assert (told.opens, told.lifts, told.resumes) == (Delay(), Delay(), Delay())
    assert (told.refunds, told.ends) == (Refunds.FULL, Delay())


def test_parts_may_count_later() -> None:
    rules = membership(
        "payment failed: after 7 days", "cancelled: 3 days after period end",
        "paused: at period end", "purchase: after 1 day", "rebill: after 2 days",
        "resumed: after 3 days", "refund: after 7 days",
    )  # fmt: skip
    end = Delay(at_period_end=True)
    assert blocks(rules) == {
        "overdue": Blocking("GoldPAYF", Delay(WEEK), written=True),
        "paused": Blocking("GoldSUSP", end, written=True),
        "cancelled": Blocking(
            "GoldCANC", Delay(timedelta(days=3), at_period_end=True), written=True
        ),
    }
    told = known(rules)
    days = [delay.after.days for delay in (told.opens, told.lifts, told.resumes) if delay]
    assert (days, told.ends) == ([1, 2, 3], Delay(WEEK))


def test_what_the_file_itself_says_when_is_told_from_what_a_style_does() -> None:
    """A site that knows access lets what is paid run out where nothing else is written."""
    rules = membership("payment failed: at once", "paused: yes")
    assert blocks(rules) == {
        "overdue": Blocking("GoldPAYF", written=True),
        "paused": Blocking("GoldSUSP"),
        "cancelled": Blocking("GoldCANC"),
    }


def test_of_a_membership_at_a_site_more_can_block_than_its_style_knows() -> None:
    """With no tag to it: to those that know tags it changes nothing."""
    top = f"destinations: {{shop: {FULL}, school: {SITE}}}\nstyle: plain\n"
    rules = parse(
        f"{top}memberships:\n  Gold: {{items: product-12, payment failed: at once, paused: after 7 "
        "days}\n"
    )
    assert blocks(rules) == {
        "overdue": Blocking(written=True),
        "paused": Blocking("", Delay(WEEK), written=True),
        "cancelled": Blocking(),
    }


def test_at_a_site_alone_a_membership_has_no_style_of_the_file_s() -> None:
    top = f"destinations: {{shop: {FULL}, school: {SITE}}}\nstyle: accessally\n"
    rules = parse(f"{top}memberships:\n  Gold: {{items: product-12, to: school, access: '12'}}\n")
    told = known(rules)
    assert (told.style, told.to, told.access) == (Style.MEMBERIUM, ("school",), "12")


@pytest.mark.parametrize(
    ("line", "warned"),
    [
        ("rebill: off", "no 'rebill' opens again what a 'payment failed' has closed"),
        ("resumed: off, paused: at once", "no 'resumed' opens again what a 'paused' has closed"),
        ("resumed: {revoke: Gold}, paused: off", ""),
        ("cancelled: {revoke: Gold}, payment failed: at once", ""),
    ],
)
def test_where_there_are_no_tags_none_is_missed(line: str, warned: str) -> None:
    text = f"crm: {SITE}\nmemberships:\n  Gold: {{items: product-12, {line}}}\n"
    told = parse(f"{text}  GoldPAYF: {{items: product-5}}\n").warnings
    assert [warned in each for each in told] == [True] * bool(warned)


def test_a_suspension_stands_besides_the_tag_of_a_failed_payment() -> None:
    assert blocks(membership("payment failed: suspend after 7 days", "paused: off")) == {
        "overdue": Blocking("GoldPAYF"),
        "suspended": Blocking("GoldSUSP", Delay(WEEK), written=True),
        "cancelled": Blocking("GoldCANC"),
    }


def test_a_part_that_is_off_changes_no_state() -> None:
    rules = membership(
        "payment failed: off", "paused: off", "cancelled: off", "rebill: off", "resumed: off",
        "refund: off",
    )  # fmt: skip
    assert blocks(rules) == {}
    told = known(rules)
    assert (told.lifts, told.resumes, told.refunds) == (None, None, Refunds.OFF)
    assert known(membership("purchase: off")).tag == ""


def test_what_was_put_off_is_lifted_though_the_part_that_lifts_is_off() -> None:
    told = known(membership("payment failed: after 7 days", "rebill: off", "resumed: off"))
    assert (told.lifts, told.resumes) == (Delay(), None)
    told = known(membership("paused: at period end", "rebill: off", "resumed: {add: Back}"))
    assert (told.lifts, told.resumes) == (None, Delay())


def test_plain_knows_no_blocking_tags_and_ends_by_a_cancellation() -> None:
    rules = styled("cancelled: at period end", style="plain")
    assert blocks(rules) == {"cancelled": Blocking("", Delay(at_period_end=True), written=True)}
    assert known(rules).tag == "Gold"


def test_accessally_has_tags_of_its_own_and_no_other() -> None:
    told = known(styled(*COURSE, "failed payment tag: due"))
    assert (told.tag, told.trigger, told.revoke, told.failed) == ("", "bought", "revoked", "due")
    assert (told.overdue, told.paused, told.cancelled) == (Blocking(), None, Blocking())
    assert known(styled(*COURSE)).overdue is None


def test_a_part_with_actions_of_its_own_is_off_and_has_effects() -> None:
    rules = membership("cancelled: {add: Left}", "refund: {revoke: Gold, add: Refunded}")
    told = known(rules)
    assert (told.cancelled, told.refunds) == (None, Refunds.OFF)
    assert effects(rules, Kind.CANCELLED) == [("add", "Left")]
    assert effects(rules, Kind.REFUND) == [("add", "Refunded"), ("revoke", "Gold")]


@pytest.mark.parametrize(
    ("purchase", "tag"),
    [("{grant: Gold}", "Gold"), ("{add: [gold, VIP]}", "Gold"), ("{add: VIP}", ""), ("off", "")],
)
def test_its_own_tag_is_wanted_where_a_purchase_gives_it(purchase: str, tag: str) -> None:
    assert known(membership(f"purchase: {purchase}")).tag == tag


def test_standard_parts_have_no_effects() -> None:
    rules = membership("payment failed: suspend after 7 days", "refund: any")
    assert [kind for kind in Kind if effects(rules, kind)] == []


def test_a_block_of_the_files_own_is_taken_off_by_the_next_purchase() -> None:
    rules = membership("cancelled: {add: [Left, GoldCANC], at: period end, unless: purchase}")
    assert effects(rules, Kind.PURCHASE) == [("remove", "Left"), ("remove", "GoldCANC")]
    late = membership("payment failed: {add: Due}", "rebill: after 2 days")
    (rebill,) = late.effects(Event("t", "d1", Kind.REBILL, "x", NOON, items=(GOLD,)))
    assert rebill == Effect(
        Action.REMOVE, "Due", "Gold: rebill", 6, "product-12", due_at=NOON + timedelta(days=2)
    )


def test_accessallys_tag_of_a_failed_payment_of_the_files_own_goes_with_a_payment() -> None:
    rules = styled(*COURSE, "failed payment tag: due", "payment failed: {add: due}")
    assert effects(rules, Kind.REBILL) == [("remove", "due")]
    assert effects(rules, Kind.PURCHASE) == [("remove", "due")]


SALE = Sale(GOLD, bought=True)


def names(rules: Rules, sale: Sale) -> list[str]:
    return [each.name for each in rules.memberships_of(sale)]


def test_a_sale_of_its_item_is_an_entitlement_to_it() -> None:
    assert names(membership(), SALE) == ["Gold"]
    assert names(membership(), replace(SALE, item=Item("upsell", "12"))) == []
    assert names(membership("enabled: no"), SALE) == []


def test_a_pricing_option_counts_where_it_is_known() -> None:
    rules = membership("plans: [90222]")
    other, none = (replace(SALE, item=replace(GOLD, plan=plan)) for plan in ("90333", ""))
    assert (names(rules, SALE), names(rules, other), names(rules, none)) == (["Gold"], [], [])
    assert names(rules, replace(none, bought=False)) == ["Gold"]


def test_mode_and_currency_are_asked_of_a_sale() -> None:
    rules = membership("mode: live", "currency: USD")
    dollars = replace(SALE, currency="USD")
    assert names(rules, dollars) == ["Gold"]
    assert names(rules, replace(dollars, mode="test")) == []
    assert names(rules, replace(dollars, currency="EUR")) == []


def test_a_test_sale_is_none_where_the_file_ignores_them() -> None:
    assert names(membership(top="test_events: ignore\n"), replace(SALE, mode="test")) == []


def test_a_membership_is_found_by_its_name_switched_on_or_not() -> None:
    found = membership("enabled: no").membership("gold")
    assert found
    assert found.name == "Gold"
    assert membership().membership("Silver") is None
