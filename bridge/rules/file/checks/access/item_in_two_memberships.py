from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from bridge.model import Kind, tag_key
from bridge.rules import covers
from bridge.rules.file.build.expansion import MembershipEntry
from bridge.rules.file.checks.checked_file import Problems, RulesFile, show, warns
from bridge.rules.file.checks.meeting import GIVING
from bridge.rules.file.grammar.keys import PARTS


@warns
def item_in_two_memberships(file: RulesFile) -> Problems:
    """One item stands in two memberships, and both give the same tag at the same event. Which of
    the two ends it is then hard to say, and one of them says nothing new.

      memberships:
        Gold: {items: [product-12, upsell-3]}
    -   Platinum: {items: upsell-3, purchase: {grant: [Platinum, Gold]}}
    +   Platinum: {items: upsell-4, purchase: {grant: [Platinum, Gold]}}
    """
    for first, each, kind, tag in shared_tags(file.memberships):
        yield file.problem(
            each,
            f"'{_shared_item(first, each)}' stands in the membership '{show(first.tag)}' (line "
            f"{first.line}), too, and both give the tag '{show(tag)}' at a '{kind}'.",
            "Keep it in one.",
        )


def shared_tags(
    memberships: Iterable[MembershipEntry],
) -> Iterator[tuple[MembershipEntry, MembershipEntry, Kind, str]]:
    """Two memberships, and the event at which both give the tag for one item."""
    giving: dict[tuple[Kind, str], list[tuple[MembershipEntry, str]]] = defaultdict(list)
    for each in memberships:
        for kind in PARTS:
            for action, tags in each.actions(kind).items():
                for tag in tags if action in GIVING else ():
                    giving[kind, tag_key(tag)].append((each, tag))
    for (kind, _), givers in giving.items():
        for (first, _), (each, tag) in combinations(givers, 2):
            if first is not each and _shared_item(first, each):
                yield first, each, kind, tag


def _shared_item(one: MembershipEntry, other: MembershipEntry) -> str:
    """An item that both stand for; empty when there is none, or other conditions part them."""
    apart = one.plans and other.plans and not set(one.plans) & set(other.plans)
    if apart or any(mine.excludes(theirs) for mine in one.only for theirs in other.only):
        return ""
    pairs = ((a, b) for a in one.items for b in other.items)
    return next((b if covers(a, b) else a for a, b in pairs if covers(a, b) or covers(b, a)), "")
