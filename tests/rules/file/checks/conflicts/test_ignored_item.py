"""An item of which the file says both that it needs no rule, and which one it has."""

from tests.rules.file.texts import warned

FILE = "crm: activecampaign\nignore: [product-12, bump-7]\n"
TWICE = "'{}' stands behind 'ignore', too; what is said here counts. Take it out of one of the two."


def test_an_ignored_item_of_a_membership_or_a_rule_is_warned_of() -> None:
    text = (
        f"{FILE}memberships:\n  Gold: {{items: product-12}}\n"
        "rules:\n  - {name: A, when: purchase, items: [bump-7, bump-8], add: X}\n"
    )
    assert warned(text) == (
        f"rules.yaml line 4, membership 'Gold': {TWICE.format('product-12')}",
        f"rules.yaml line 6, rule 'A': {TWICE.format('bump-7')}",
    )


def test_what_only_speaks_of_all_items_does_not_speak_of_the_ignored_one() -> None:
    assert warned(f"{FILE}rules:\n  - {{name: A, when: purchase, add: X}}\n") == ()
