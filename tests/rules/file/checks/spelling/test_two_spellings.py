"""One tag in two spellings, and two tags that look like one."""

from bridge.rules.file import parse
from tests.rules.file.texts import in_membership, in_rule


def test_it_warns_of_one_tag_in_two_spellings() -> None:
    text = in_rule("add: VIP") + "  - {name: B, when: refund, remove: vip}\n"
    assert parse(text).warnings == (
        "rules.yaml line 6, rule 'B': the tag 'vip' is spelled 'VIP' on line 3; "
        "the CRM takes both for one.",
    )


def test_a_blank_before_an_ending_makes_another_tag() -> None:
    rule = "rules:\n  - {name: R, when: rebill, items: product-12, remove: Gold PAYF}\n"
    assert parse(in_membership() + rule).warnings == (
        "rules.yaml line 6, rule 'R': 'Gold PAYF' and 'GoldPAYF' (line 3) differ by a blank, and "
        "are two tags. Write both alike.",
    )
