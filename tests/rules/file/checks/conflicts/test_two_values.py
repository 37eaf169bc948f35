"""One field set to two things by one event."""

from bridge.rules.file import parse

BOUGHT = "when: purchase, items: product-1"


def two(first: str, second: str) -> tuple[str, ...]:
    """The warnings of a file with these two rules."""
    rules = f"  - {{name: A, {first}}}\n  - {{name: B, {second}}}\n"
    return parse(f"crm: activecampaign\nrules:\n{rules}").warnings


def test_a_field_set_to_two_things_by_one_event_is_warned_of() -> None:
    assert two(f"{BOUGHT}, set: {{Level: 1}}", f"{BOUGHT}, set: {{level: 2, Other: 3}}") == (
        "rules.yaml line 4, rule 'B': it sets 'level', which the rule 'A' (line 3) sets to "
        "something else at the same 'purchase', so one of the two is in vain. Take one out, or "
        "tell their events apart.",
        "rules.yaml line 4, rule 'B': the field 'level' is spelled 'Level' on line 3; the CRM "
        "takes both for one.",
    )
    assert two(f"{BOUGHT}, set: {{Level: 1}}", "when: refund, set: {Level: 2}") == ()
