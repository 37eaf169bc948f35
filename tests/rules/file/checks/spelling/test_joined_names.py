"""Several names in one text."""

import pytest

from bridge.rules.file import parse
from tests.rules.file.texts import in_rule

COUPONS = {
    "BLACKFRIDAY or BF24": "[BLACKFRIDAY, BF24]",
    "BF23 and BF24": "[BF23, BF24]",
    "BF23; BF24": "[BF23, BF24]",
    "BF23/BF24": "[BF23, BF24]",
}


@pytest.mark.parametrize("codes", COUPONS)
def test_several_coupons_in_one_text_are_warned_of(codes: str) -> None:
    assert parse(in_rule(f"coupon: {codes}", "add: X")).warnings == (
        f"rules.yaml line 5, rule 'A': the coupon '{codes}' is one coupon. For several write a "
        f"list: {COUPONS[codes]}.",
    )
    assert parse(in_rule(f"coupon: {COUPONS[codes]}", "add: X")).warnings == ()


@pytest.mark.parametrize(("word", "code"), [("none", "*"), ("not BF24", "BF24")])
def test_a_coupon_that_shall_not_be_is_no_coupon_of_that_name(word: str, code: str) -> None:
    assert parse(in_rule(f"coupon: {word}", "add: X")).warnings == (
        f"rules.yaml line 5, rule 'A': the coupon '{word}' is taken for one of that name. For "
        f"sales without it write 'not: {{coupon: \"{code}\"}}'.",
    )
