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
