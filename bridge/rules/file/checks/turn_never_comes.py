"""Memberships whose end is told twice, and rules for an end that never comes."""

from collections.abc import Iterable, Iterator, Sequence

from bridge.model import Kind, tag_key
from bridge.rules import Rule
from bridge.rules.file.build.memberships import Membership
from bridge.rules.file.checks.sense_memberships import Finding, owner
from bridge.rules.file.report import show

_ENDING = (Kind.CANCELLED, Kind.REFUND)


def two_ends(memberships: Iterable[Membership]) -> Iterator[Finding]:
    """Memberships that last a time and end with what is paid, too: the sooner one counts."""
    for each in memberships:
        lasting = each.lasting
        if each.enabled and lasting.completed_ends and (lasting.after or lasting.months):
            what = "'lasts' and 'completed: at period end' both end it; the sooner one counts."
            yield each.line, owner(each), f"{what} Take one of them out, unless you mean that."


def endless_access(
    memberships: Sequence[Membership], rules: Sequence[Rule]
) -> Iterator[tuple[Rule, str]]:
    """Rules for the end of memberships none of which can end, each with the sentence about it."""
    by_name = {tag_key(each.tag): each for each in memberships}
    revoked = {tag_key(tag) for rule in rules for tag in rule.revoke}
    for rule in rules:
        named = [by_name[tag_key(name)] for name in rule.memberships if tag_key(name) in by_name]
        if Kind.ACCESS_ENDS not in rule.when or any(_can_end(each, revoked) for each in named):
            continue
        for each in named[:1]:
            yield (
                rule,
                f"nothing but a hand can end the membership '{show(each.tag)}' (line {each.line}): "
                "its 'cancelled' and 'refund' end nothing, and it has no 'lasts'. Take the rule "
                "out, or give it an end.",
            )


def _can_end(membership: Membership, revoked: set[str]) -> bool:
    lasting = membership.lasting
    if lasting.after or lasting.months or lasting.completed_ends:
        return True
    standard = any(membership.is_standard(kind) for kind in _ENDING)
    return standard or tag_key(membership.tag) in revoked
