"""Memberships whose parts come later: which plain rules each phrase stands for."""

from datetime import timedelta

import pytest

from bridge.model import Kind
from bridge.model.errors import ConfigError
from bridge.rules import Later, Rule, Rules
from bridge.rules.file import expand, parse
from tests.rules.file.build.test_membership_entries import COURSE, membership, plain, styled
from tests.rules.file.texts import in_membership, problems

WEEK = timedelta(days=7)


def told(rules: Rules, kind: Kind) -> list[tuple[str, list[str], Later | None]]:
    """Name, wishes and time of each rule that waits for the kind."""
    return [(rule.name, wishes(rule), rule.later) for rule in rules.rules if kind in rule.when]


def wishes(rule: Rule) -> list[str]:
    return [f"{action} {target}" for action, target in rule.wishes]


PERIOD_END = {
    "at period end": Later(at_period_end=True),
    "3 days after period end": Later(timedelta(days=3), at_period_end=True),
    "after 36 hours": Later(timedelta(hours=36)),
}


@pytest.mark.parametrize("phrase", PERIOD_END)
def test_a_cancellation_can_wait_in_every_style(phrase: str) -> None:
    later = PERIOD_END[phrase]
    line = f"cancelled: {phrase}"
    name = "Gold: cancelled"
    assert told(membership(line), Kind.CANCELLED) == [(name, ["add GoldCANC"], later)]
    assert told(styled(line, style="plain"), Kind.CANCELLED) == [(name, ["revoke Gold"], later)]
    course = styled(*COURSE, line)
    assert told(course, Kind.CANCELLED) == [(name, ["trigger revoked"], later)]


def test_a_grace_period_adds_the_tag_of_a_failed_payment_only_then() -> None:
    later = Later(WEEK, unless=frozenset({Kind.REBILL}))
    rules = membership("payment failed: after 7 days")
    assert told(rules, Kind.PAYMENT_FAILED) == [
        ("Gold: payment failed", ["add GoldPAYF"], later),
    ]
    assert told(rules, Kind.REBILL) == [("Gold: rebill", ["remove GoldPAYF"], None)]
    course = styled(*COURSE, "failed payment tag: due", "payment failed: after 7 days")
    assert told(course, Kind.PAYMENT_FAILED) == [("Gold: payment failed", ["add due"], later)]


def test_a_suspension_follows_the_tag_of_a_failed_payment_and_a_payment_lifts_both() -> None:
    rules = membership("payment failed: suspend after 1 week", "suffixes: {paused: _held}")
    assert told(rules, Kind.PAYMENT_FAILED) == [
        ("Gold: payment failed", ["add GoldPAYF"], None),
        (
            "Gold: payment failed, suspend",
            ["add Gold_held"],
            Later(WEEK, unless=frozenset({Kind.REBILL})),
        ),
    ]
    assert told(rules, Kind.REBILL) == [
        ("Gold: rebill", ["remove GoldPAYF", "remove Gold_held"], None)
    ]
    assert told(rules, Kind.RESUMED) == [("Gold: resumed", ["remove Gold_held"], None)]
    assert rules.warnings == ()


def test_a_purchase_lifts_a_suspension_where_pauses_are_off() -> None:
    rules = membership("payment failed: suspend after 7 days", "paused: off")
    assert told(rules, Kind.PURCHASE) == [
        (
            "Gold: purchase",
            ["grant Gold", "remove GoldPAYF", "remove GoldSUSP", "remove GoldCANC"],
            None,
        )
    ]


def test_a_pause_that_waits_is_called_off_by_its_end() -> None:
    assert told(membership("paused: at period end"), Kind.PAUSED) == [
        (
            "Gold: paused",
            ["add GoldSUSP"],
            Later(at_period_end=True, unless=frozenset({Kind.RESUMED})),
        )
    ]


def test_a_part_may_say_what_when_and_what_calls_it_off() -> None:
    part = "cancelled: {add: Left, subscribe: Win back, after: 1 day, unless: any purchase}"
    assert told(membership(part), Kind.CANCELLED) == [
        (
            "Gold: cancelled",
            ["add Left", "subscribe Win back"],
            Later(timedelta(days=1), unless_any=frozenset({Kind.PURCHASE})),
        )
    ]


def test_tags_made_for_later_collide_like_any_other() -> None:
    text = (
        "crm: activecampaign\nmemberships:\n"
        "  Gold: {items: product-1, cancelled: at period end}\n"
        "  GoldCANC: {items: product-2, style: plain}\n"
    )
    with pytest.raises(ConfigError) as refused:
        parse(text)
    assert refused.value.problems == (
        "rules.yaml line 3, membership 'Gold': its tag 'GoldCANC' is the tag of the membership "
        "'GoldCANC' (line 4). Give one of them another name, suffix or tag.",
    )


def test_expand_writes_times_lists_and_fields_so_that_they_read_back() -> None:
    rules = parse(
        "crm: activecampaign\n"
        "memberships:\n"
        "  Gold: {items: product-12, purchase: {grant: Gold}, payment failed: off, paused: off,\n"
        "    cancelled: {add: Left, at: period end, after: 3 days,\n"
        "      unless: [refund, any purchase]}}\n"
        "rules:\n"
        "  - name: All\n"
        "    when: purchase\n"
        "    subscribe: News\n"
        "    subscribe even after opt-out: [A, B]\n"
        "    unsubscribe: 'no'\n"
        "    set: {Last order: <order number>, Level: 3, 'b: c': 'on'}\n"
        "    start automation: Welcome\n"
    )
    assert expand(rules) == (
        "crm: activecampaign\n"
        "rules:\n"
        "  # line 3\n"
        "  - name: 'Gold: purchase'\n"
        "    when: purchase\n"
        "    items: product-12\n"
        "    grant: Gold\n"
        "  # line 4\n"
        "  - name: 'Gold: cancelled'\n"
        "    when: cancelled\n"
        "    items: product-12\n"
        "    after: 3 days\n"
        "    at: period end\n"
        "    unless: [refund, any purchase]\n"
        "    add: Left\n"
        "  # line 3\n"
        "  - name: 'Gold: refund'\n"
        "    when: refund\n"
        "    items: product-12\n"
        "    revoke: Gold\n"
        "  # line 7\n"
        "  - name: All\n"
        "    when: purchase\n"
        "    subscribe: News\n"
        "    subscribe even after opt-out: [A, B]\n"
        "    unsubscribe: 'no'\n"
        "    start automation: Welcome\n"
        "    set: {Last order: <order number>, Level: '3', 'b: c': 'on'}\n"
    )
    assert plain(parse(expand(rules))) == plain(rules)


ACTIONS = (
    "add, remove, grant, revoke, trigger, subscribe, subscribe even after opt-out, unsubscribe, "
    "set, start automation"
)

PUT_OFF = {
    "cancelled: {at: period end}": "cancelled: at period end",
    "cancelled: {after: 3 days}": "cancelled: after 3 days",
    "cancelled: {after: 3 days, at: period end}": "cancelled: 3 days after period end",
    "payment failed: {after: 5 days, unless: rebill}": "payment failed: after 5 days",
    "refund: {after: 5 days}": "refund: after 5 days",
}


@pytest.mark.parametrize("line", PUT_OFF)
def test_a_time_alone_is_led_to_its_phrase(line: str) -> None:
    kind = line.partition(":")[0]
    assert problems(in_membership(line)) == [
        f"rules.yaml line 5, membership 'Gold': '{kind}' does nothing. Write '{PUT_OFF[line]}', or "
        f"add one of {ACTIONS}."
    ]
    assert parse(in_membership(PUT_OFF[line])).warnings == ()


@pytest.mark.parametrize("line", ["cancelled: {}", "cancelled: {after: 1 day, unless: purchase}"])
def test_what_no_phrase_says_is_not_led_to_one(line: str) -> None:
    assert problems(in_membership(line)) == [
        "rules.yaml line 5, membership 'Gold': 'cancelled' does nothing. Write off, or one of "
        f"{ACTIONS}."
    ]


NOT_UNDERSTOOD = {
    "payment failed: 'suspend: after 5 days'": "Did you mean 'suspend after 5 days'?",
    "cancelled: never": "Did you mean 'off'?",
    "paused: nothing": "Did you mean 'off'?",
    "payment failed: ignore": "Did you mean 'off'?",
    "cancelled: revoke": "Did you mean {revoke: Gold}?",
    "refund: remove access": "Did you mean {revoke: Gold}?",
    "cancelled: immediately": (
        "Did you mean 'at once'? To take the tag away instead, write {revoke: Gold}."
    ),
    "refund: at once": (
        "Take the line out: without it, what it stands for is done at once. To take the tag away "
        "instead, write {revoke: Gold}."
    ),
    "cancelled: keep access": "Did you mean 'off'?",
    "payment failed: grace period of 7 days": "Did you mean 'after 7 days'?",
    "payment failed: 7 days of grace": "Did you mean 'after 7 days'?",
    "payment failed: after 3 attempts": (
        "Attempts are not counted, but the time since the first: write 'after 7 days'."
    ),
}


@pytest.mark.parametrize("line", NOT_UNDERSTOOD)
def test_a_word_for_off_or_for_taking_away_is_led_to_it(line: str) -> None:
    kind, _, word = line.partition(": ")
    word = word.strip("'")
    assert problems(in_membership(line)) == [
        f"rules.yaml line 5, membership 'Gold': behind '{kind}', '{word}' is not understood. "
        f"{NOT_UNDERSTOOD[line]}"
    ]


@pytest.mark.parametrize("told", ["cancelled: off", "paused: off", "cancelled: {revoke: Gold}"])
def test_what_is_proposed_is_fine(told: str) -> None:
    assert parse(in_membership(told)).warnings == ()
