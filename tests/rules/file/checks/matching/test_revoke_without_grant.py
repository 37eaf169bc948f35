"""A revoke of what nothing grants, or nothing for its items."""

from bridge.rules.file import parse
from tests.rules.file.texts import in_membership, in_rule, warned

RULE = "rules:\n  - name: R\n    items: product-12\n"


def test_a_revoke_for_an_item_that_never_gave_the_tag_is_warned_of() -> None:
    rule = f"{RULE}    when: refund\n    revoke: Gold\n".replace("product-12", "product-13")
    assert warned(in_membership() + rule) == (
        "rules.yaml line 6, rule 'R': 'revoke' takes back what 'grant' gave "
        "for the same item, and no rule grants 'Gold' for product-13. To take it off whoever put "
        "it on, write 'remove'.",
    )
    for items in ("[product-13, product-12]", "product-*", "{name: Course}"):
        assert warned(in_membership("refund: off") + rule.replace("product-13", items)) == ()
    assert warned(in_membership() + rule.replace("revoke", "remove")) == ()


def test_it_warns_of_a_revoke_that_nothing_grants() -> None:
    text = in_rule("add: VIP") + "  - {name: B, when: refund, revoke: VIP}\n"
    assert parse(text).warnings == (
        "rules.yaml line 6, rule 'B': 'revoke' takes back what 'grant' gave, and no rule grants "
        "'VIP'. To take it off whoever put it on, write 'remove'.",
    )


def test_a_slip_is_led_to_the_tag_that_is_granted() -> None:
    rule = f"{RULE}    when: refund\n    revoke: Member Gols\n"
    assert warned(in_membership().replace("Gold", "Member Gold") + rule) == (
        "rules.yaml line 6, rule 'R': 'revoke' takes back what 'grant' gave, and no rule grants "
        "'Member Gols'. Did you mean 'Member Gold'?",
    )
