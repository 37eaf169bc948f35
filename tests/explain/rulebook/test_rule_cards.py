"""What a rules file does, in words."""

from bridge.explain.rulebook.rule_cards import MEMBERSHIP, RULE, Deed, RuleCard, cards_of
from bridge.rules.file import parse

TEXT = """\
crm: activecampaign
memberships:
  Gold:
    items: [product-12, upsell-3]
    style: plain
    lasts: 12 months
rules:
  - name: VIP
    when: [purchase, rebill]
    items: product-20
    enabled: no
    add: VIP
    after: 7 days
    unless: refund
  - name: Goodbye
    when: access ends
    memberships: Gold
    remove: Member
"""


def test_a_membership_is_one_card_with_all_that_it_stands_for() -> None:
    gold = cards_of(parse(TEXT))[0]
    assert gold == RuleCard(
        MEMBERSHIP, "Gold", 3, True, "product-12 or upsell-3",
        (
            Deed("Gold: purchase", "purchase", "grant Gold"),
            Deed("Gold: cancelled", "cancelled", "revoke Gold"),
            Deed("Gold: refund", "refund", "revoke Gold"),
        ),
        ("lasts: 12 months",),
    )  # fmt: skip


def test_a_rule_says_when_for_what_and_what_it_does() -> None:
    vip, goodbye = cards_of(parse(TEXT))[1:]
    does = "in 7 days, unless refund: add VIP"
    assert vip == RuleCard(
        RULE, "VIP", 8, False, "product-20", (Deed("VIP", "purchase or rebill", does),)
    )
    assert goodbye.only_for == "Gold"
    assert goodbye.deeds == (Deed("Goodbye", "access ends", "remove Member"),)


def test_what_it_says_does_not_depend_on_where_it_stands() -> None:
    moved = cards_of(parse(f"# A comment.\n{TEXT}"))
    assert [each.said for each in moved] == [each.said for each in cards_of(parse(TEXT))]
