"""Words with a bound: amounts, with or without their currency, and times since the order."""

import pytest

from bridge.rules.file import parse
from tests.rules.file.texts import problems

ADDING = "crm: activecampaign\nrules:\n  - name: A\n    add: X\n"

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
    assert problems(f"{ADDING}    when: purchase\n    amount: {word}\n") == [
        f"rules.yaml line 6, rule 'A': the amount '{word}' holds a currency, too. Write '{amount}' "
        f"here, and 'currency: {currency}' on a line of its own."
    ]
    mended = f"{ADDING}    when: purchase\n    amount: {amount}\n    currency: {currency}\n"
    assert parse(mended).warnings == ()


@pytest.mark.parametrize("word", ["about 100 EUR", "1,000 EUR", "EUR"])
def test_another_amount_is_told_what_one_looks_like(word: str) -> None:
    assert problems(f"{ADDING}    when: purchase\n    amount: {word}\n") == [
        f"rules.yaml line 6, rule 'A': the amount '{word}' is not known. Write a number such as "
        "49.00, or 'at least', 'above', 'at most' or 'below' before it; no currency sign, no comma."
    ]
