"""Amounts with their currency, and German words: each is led to what the file says."""

import pytest

from bridge.model.errors import ConfigError
from bridge.rules.file import parse

HEAD = "crm: activecampaign\nrules:\n  - name: A\n    add: X\n"


def problems(text: str) -> list[str]:
    with pytest.raises(ConfigError) as refused:
        parse(text)
    return list(refused.value.problems)


AMOUNTS = {
    "at least 100 EUR": ("at least 100", "EUR"),
    "at least EUR 100": ("at least 100", "EUR"),
    "over $100": ("above 100", "USD"),
    "$49.00": ("49.00", "USD"),
    "100€": ("100", "EUR"),
    "max 100 gbp": ("at most 100", "GBP"),
    "100 euros": ("100", "EUR"),
    "mindestens 100 €": ("at least 100", "EUR"),
}


@pytest.mark.parametrize("word", AMOUNTS)
def test_an_amount_is_parted_from_its_currency(word: str) -> None:
    amount, currency = AMOUNTS[word]
    assert problems(f"{HEAD}    when: purchase\n    amount: {word}\n") == [
        f"rules.yaml line 6, rule 'A': the amount '{word}' holds a currency, too. Write '{amount}' "
        f"here, and 'currency: {currency}' on a line of its own."
    ]
    mended = f"{HEAD}    when: purchase\n    amount: {amount}\n    currency: {currency}\n"
    assert parse(mended).warnings == ()


@pytest.mark.parametrize("word", ["about 100 EUR", "1,000 EUR", "EUR"])
def test_another_amount_is_told_what_one_looks_like(word: str) -> None:
    assert problems(f"{HEAD}    when: purchase\n    amount: {word}\n") == [
        f"rules.yaml line 6, rule 'A': the amount '{word}' is not known. Write a number such as "
        "49.00, or 'at least', 'above', 'at most' or 'below' before it; no currency sign, no comma."
    ]


GERMAN_EVENTS = {
    "Kauf": "'purchase'",
    "Bestellung": "'purchase'",
    "Kündigung": "'cancelled'",
    "Rückerstattung": "'refund'",
    "Zahlung": "'rebill' (a later payment that worked)",
    "Zahlung fehlgeschlagen": "'payment failed'",
    "Zahlung abgelehnt": "'payment declined'",
    "pausiert": "'paused'",
}


@pytest.mark.parametrize("word", GERMAN_EVENTS)
def test_a_german_event_is_led_to_the_english_one(word: str) -> None:
    assert problems(f"{HEAD}    when: {word}\n") == [
        f"rules.yaml line 5, rule 'A': the event '{word}' is not known. Did you mean "
        f"{GERMAN_EVENTS[word]}?"
    ]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("7 Tage", "7 days"),
        ("nach 5 Tagen", "5 days"),
        ("1 Woche", "1 week"),
    ],
)
def test_a_german_time_is_led_to_the_english_one(word: str, meant: str) -> None:
    late = f"{HEAD}    when: refund\n    unless: never\n    after: {word}\n"
    assert problems(late) == [
        f"rules.yaml line 7, rule 'A': the time '{word}' is not known. Did you mean '{meant}'?"
    ]
