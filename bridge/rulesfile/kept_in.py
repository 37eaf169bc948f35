"""Members who keep their access: parts of a membership whose own actions leave the door open."""

from collections.abc import Iterable, Iterator, Sequence

from bridge.model import Action, Kind, tag_key
from bridge.rules import Rule
from bridge.rulesfile.keys import SUFFIXES
from bridge.rulesfile.meeting import may_meet
from bridge.rulesfile.memberships import Membership
from bridge.rulesfile.report import show
from bridge.rulesfile.sense_memberships import Finding, owner

_ENDING = (Kind.CANCELLED, Kind.REFUND)
_PUTTING = (Action.ADD, Action.GRANT, Action.TRIGGER)


def open_doors(memberships: Iterable[Membership], rules: Sequence[Rule]) -> Iterator[Finding]:
    """Ends of a sale at which the file does something else than its style, and takes nothing."""
    for each in memberships:
        for kind in _ENDING if each.enabled else ():
            usual = [(action, tag) for action, tags in each.usual(kind).items() for tag in tags]
            if usual and each.names(kind) and each.actions(kind) and not _shut(each, kind, rules):
                (action, tag), line = usual[0], each.parts[kind].line
                yield (
                    line,
                    owner(each),
                    f"what '{kind}' does here takes the place of '{action}: {show(tag)}', so "
                    f"'{show(each.opening)}' stays open after it. Write '{action}: {show(tag)}' "
                    f"there, too; or, where it shall stay open, '{kind}: off', and the rest in a "
                    "rule of its own.",
                )


def _shut(each: Membership, kind: Kind, rules: Sequence[Rule]) -> bool:
    """Whether some rule takes the access away, or puts on a tag that may block it."""
    own = next((rule for rule in each.expand() if kind in rule.when), None)
    return own is not None and any(
        _shuts(each, action, tag)
        for rule in rules
        if kind in rule.when and may_meet(rule, own)
        for action, tag in rule.wishes
    )


def _shuts(each: Membership, action: Action, tag: str) -> bool:
    if action in (Action.REVOKE, Action.REMOVE):
        return tag_key(tag) in (tag_key(each.tag), tag_key(each.opening))
    return action in _PUTTING and tag_key(tag) in _blocks(each)


def _blocks(each: Membership) -> set[str]:
    """The tags that the style knows to block, whichever events put them on."""
    if each.style == "accessally":
        return {tag_key(tag) for tag in (each.revoke, each.failed)}
    if each.style == "memberium":
        return {tag_key(f"{each.tag}{each.suffixes[kind]}") for kind in SUFFIXES}
    return set()
