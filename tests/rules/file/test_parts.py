"""Parts of a membership that are not read: each is led to the phrase that was meant."""

import pytest

from bridge.model.errors import ConfigError
from bridge.rules.file import parse

GOLD = "crm: activecampaign\nmemberships:\n  Gold:\n    items: product-12\n"
ACTIONS = (
    "add, remove, grant, revoke, trigger, subscribe, subscribe even after opt-out, unsubscribe, "
    "set, start automation"
)
QUOTES = "Put a text that holds a colon in quotes."


def problems(text: str) -> list[str]:
    with pytest.raises(ConfigError) as refused:
        parse(text)
    return list(refused.value.problems)


def gold(line: str) -> str:
    return f"{GOLD}    {line}\n"


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
    assert problems(gold(line)) == [
        f"rules.yaml line 5, membership 'Gold': '{kind}' does nothing. Write '{PUT_OFF[line]}', or "
        f"add one of {ACTIONS}."
    ]
    assert parse(gold(PUT_OFF[line])).warnings == ()


@pytest.mark.parametrize("line", ["cancelled: {}", "cancelled: {after: 1 day, unless: purchase}"])
def test_what_no_phrase_says_is_not_led_to_one(line: str) -> None:
    assert problems(gold(line)) == [
        "rules.yaml line 5, membership 'Gold': 'cancelled' does nothing. Write off, or one of "
        f"{ACTIONS}."
    ]


COLONS = {
    "payment failed: suspend: after 5 days": "Write 'payment failed: suspend after 5 days'.",
    "payment failed: suspend: 5 days # grace": "Write 'payment failed: suspend after 5 days'.",
    "payment failed: after: 5 days": "Write 'payment failed: after 5 days'.",
    "cancelled: at: period end": "Write 'cancelled: at period end'.",
    "refund: at: period end": QUOTES,
    "cancelled: suspend: after 5 days": QUOTES,
    "revoke tag: Level: Gold": f'{QUOTES.rstrip(".")}: revoke tag: "Level: Gold".',
}


@pytest.mark.parametrize("line", COLONS)
def test_a_phrase_with_a_second_colon_is_led_to_the_one_without(line: str) -> None:
    assert problems(gold(line)) == [
        f"rules.yaml line 5: a second colon stands in this line. {COLONS[line]}"
    ]


NOT_UNDERSTOOD = {
    "payment failed: 'suspend: after 5 days'": "Did you mean 'suspend after 5 days'?",
    "cancelled: never": "Did you mean 'off'?",
    "paused: nothing": "Did you mean 'off'?",
    "payment failed: ignore": "Did you mean 'off'?",
    "cancelled: revoke": "Did you mean {revoke: Gold}?",
    "refund: remove access": "Did you mean {revoke: Gold}?",
    "cancelled: immediately": (
        "What it stands for is done at once where this line is left out. Did you mean "
        "{revoke: Gold}?"
    ),
}


@pytest.mark.parametrize("line", NOT_UNDERSTOOD)
def test_a_word_for_off_or_for_taking_away_is_led_to_it(line: str) -> None:
    kind, _, word = line.partition(": ")
    word = word.strip("'")
    assert problems(gold(line)) == [
        f"rules.yaml line 5, membership 'Gold': behind '{kind}', '{word}' is not understood. "
        f"{NOT_UNDERSTOOD[line]}"
    ]


@pytest.mark.parametrize("told", ["cancelled: off", "paused: off", "cancelled: {revoke: Gold}"])
def test_what_is_proposed_is_fine(told: str) -> None:
    assert parse(gold(told)).warnings == ()
