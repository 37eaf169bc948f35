"""Rules that may meet in one event, and rules that never do."""

from bridge.rules.file import parse

HEAD = (
    "crm: activecampaign\nmemberships:\n  Gold: {items: product-12}\n  Silver: {items: product-5}\n"
)


def test_rules_for_other_memberships_do_not_meet() -> None:
    text = HEAD + (
        "rules:\n"
        "  - {name: A, when: access ends, memberships: Gold, add: X, set: {F: a}}\n"
        "  - {name: B, when: access ends, memberships: Silver, add: X, set: {F: b}}\n"
        "  - {name: C, when: access ends, memberships: [Gold, Silver], remove: X}\n"
    )
    assert parse(text).warnings == ()


def test_rules_for_different_destinations_do_not_meet() -> None:
    rules = (
        "destinations: {shop: activecampaign, old: activecampaign}\n"
        "rules:\n"
        "  - {name: A, when: purchase, add: X, set: {F: a}, to: shop}\n"
        "  - {name: B, when: purchase, remove: X, set: {F: b}, to: old}\n"
    )
    assert parse(rules).warnings == ()
    told = parse(rules + "  - {name: C, when: purchase, items: product-5, add: X}\n").warnings
    assert [each.partition(":")[0] for each in told] == ["rules.yaml line 4, rule 'B'"]
