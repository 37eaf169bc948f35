"""One tag in two spellings."""

from bridge.rules.file import parse
from tests.rules.file.texts import in_rule


def test_it_warns_of_one_tag_in_two_spellings() -> None:
    text = in_rule("add: VIP") + "  - {name: B, when: refund, remove: vip}\n"
    assert parse(text).warnings == (
        "rules.yaml line 6, rule 'B': the tag 'vip' is spelled 'VIP' on line 3; "
        "the CRM takes both for one.",
    )
