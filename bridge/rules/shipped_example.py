"""Whether rules are still those of the example that the bridge comes with, of another shop."""

from bridge.rules.ruleset import Rules

# What `rules.yaml` of the repository names; whoever writes her own names other things.
_ITEMS = frozenset(("product-12", "upsell-3", "product-15", "product-20", "bump-20"))
_NAMES = frozenset((
    "Gold Membership", "Gold MembershipPAYF", "Gold MembershipSUSP", "Gold MembershipCANC",
    "Recipe Club", "Recipe ClubPAYF", "Recipe Club - left", "Refunded", "Abandoned cart",
    "accessally_101_course_made_purchase", "accessally_101_course_revoke",
))  # fmt: skip


def is_shipped_example(rules: Rules) -> bool:
    """Whatever the destination is called, and in whatever comments it stands."""
    items = {item for rule in rules.rules for item in rule.items}
    names = {name for rule in rules.rules for _, name in rule.wishes}
    return items == _ITEMS and names == _NAMES
