"""Looks at memberships side by side: tags that two of them share, and buyers who stay out."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from bridge.model import Kind, tag_key
from bridge.rules import covers
from bridge.rules.file.build.memberships import Membership
from bridge.rules.file.grammar.keys import PARTS, SUFFIXES
from bridge.rules.file.report import Report, show

# One finding: line, owner, sentence.
Finding = tuple[int, str, str]
_GIVING = ("grant", "add", "trigger")


def check(memberships: Sequence[Membership], report: Report) -> None:
    """Says where the tag that blocks one membership is another one's, too."""
    enabled = [membership for membership in memberships if membership.enabled]
    owners: dict[str, list[tuple[Membership, str]]] = defaultdict(list)
    for each in enabled:
        if each.style != "accessally":
            owners[tag_key(each.tag)].append((each, "is the tag of"))
        for tag in each.blocking(*SUFFIXES):
            owners[tag_key(tag)].append((each, "also blocks"))
    for each in enabled:
        for tag in _made(each):
            for other, what in owners[tag_key(tag)]:
                if other is not each and (what == "is the tag of" or other.line < each.line):
                    report.about(owner(each))(
                        each.line,
                        f"its tag '{show(tag)}' {what} the membership '{show(other.tag)}' (line "
                        f"{other.line}). Give one of them another name, suffix or tag.",
                    )


def warnings(memberships: Sequence[Membership]) -> Iterator[Finding]:
    """What is allowed and probably not meant."""
    enabled = [membership for membership in memberships if membership.enabled]
    for each in enabled:
        yield from _lasting_blocks(each)
    for _, _, finding in twice(enabled):
        yield finding


def twice(memberships: Iterable[Membership]) -> Iterator[tuple[Membership, Kind, Finding]]:
    """Memberships that give a tag which another gives for the same item, at the same event."""
    giving: dict[tuple[Kind, str], list[tuple[Membership, str]]] = defaultdict(list)
    for each in memberships:
        for kind in PARTS:
            for action in _GIVING:
                for tag in each.actions(kind).get(action, ()):
                    giving[kind, tag_key(tag)].append((each, tag))
    for (kind, _), givers in giving.items():
        for (first, _), (each, tag) in combinations(givers, 2):
            if first is not each and (item := _shared(first, each)):
                yield each, kind, (
                    each.line,
                    owner(each),
                    f"'{item}' stands in the membership '{show(first.tag)}' (line {first.line}), "
                    f"too, and both give the tag '{show(tag)}' at a '{kind}'. Keep it in one.",
                )  # fmt: skip


def owner(membership: Membership) -> str:
    return f"membership '{show(membership.tag)}'"


def _made(membership: Membership) -> Iterator[str]:
    """The blocking tags that no part of the file names: made of the tag and a suffix, or given."""
    if membership.style != "memberium":
        yield from membership.blocking()
    for kind in SUFFIXES if membership.style == "memberium" else ():
        if not membership.names(kind):
            yield from membership.blocking(kind)


def _shared(one: Membership, other: Membership) -> str:
    """An item that both stand for; empty when there is none, or other conditions part them."""
    apart = one.plans and other.plans and not set(one.plans) & set(other.plans)
    if apart or any(mine.excludes(theirs) for mine in one.only for theirs in other.only):
        return ""
    pairs = ((a, b) for a in one.items for b in other.items)
    return next((b if covers(a, b) else a for a, b in pairs if covers(a, b) or covers(b, a)), "")


def _lasting_blocks(membership: Membership) -> Iterator[Finding]:
    """Tags that a part of its own puts on and a new purchase leaves standing, so that who comes
    back stays out. What stands for a state goes with the state."""
    states = {tag_key(tag) for tag in membership.state_tags}
    lifted = states | {tag_key(tag) for tag in membership.actions(Kind.PURCHASE).get("remove", ())}
    for tag in membership.blocking(*SUFFIXES):
        if tag_key(tag) not in lifted:
            yield (
                membership.line,
                owner(membership),
                f"a new purchase does not remove '{show(tag)}', which keeps a returning buyer out.",
            )
