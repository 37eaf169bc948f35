"""A placeholder without its signs."""

import pytest

from bridge.rules.file import parse
from tests.rules.file.texts import in_rule

BARE = {
    "order number": "order number",
    "Order Number": "order number",
    "'[order_number]'": "order number",
    "'{{order number}}'": "order number",
    "(amount)": "amount",
    "custom field T-shirt size": "custom field T-shirt size",
}


@pytest.mark.parametrize("value", BARE)
def test_a_placeholder_without_its_signs_is_warned_of(value: str) -> None:
    text = value.strip("'")
    assert parse(in_rule(f"set: {{Last order: {value}}}")).warnings == (
        f"rules.yaml line 5, rule 'A': it sets 'Last order' to just these words: '{text}'. Did you "
        f"mean <{BARE[value]}>, which stands for what the event tells?",
    )


@pytest.mark.parametrize("value", ["<order number>", "No. <order number>", "Paid amount", "Gold"])
def test_other_values_of_a_field_are_not_warned_of(value: str) -> None:
    assert parse(in_rule(f"set: {{Last order: {value}}}")).warnings == ()
