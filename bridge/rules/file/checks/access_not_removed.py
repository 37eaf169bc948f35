"""Members who keep their access: parts of a membership whose own actions leave the door open."""

from collections.abc import Iterable, Iterator, Sequence

from bridge.model import Action, Kind, tag_key
from bridge.rules import Rule
from bridge.rules.file.build.memberships import Membership
from bridge.rules.file.checks.meeting import Wishes, may_meet, wishes_of
from bridge.rules.file.checks.sense_memberships import Finding, owner
from bridge.rules.file.grammar.keys import SUFFIXES
from bridge.rules.file.report import show

_ENDING = (Kind.CANCELLED, Kind.REFUND)
_TAKING: tuple[Action, ...] = (Action.REVOKE, Action.REMOVE)
_PUTTING = (Action.ADD, Action.GRANT, Action.TRIGGER)


def open_doors(memberships: Iterable[Membership], rules: Sequence[Rule]) -> Iterator[Finding]:
    """Ends of a sale at which the file does something else than its style, and takes nothing."""
    wishes = wishes_of(rule for rule in rules if rule.when & {*_ENDING})
    for each in memberships:
        for kind in _ENDING if each.enabled else ():
            usual = [(action, tag) for action, tags in each.usual(kind).items() for tag in tags]
            if usual and each.names(kind) and each.actions(kind) and not _shut(each, kind, wishes):
                (action, tag), line = usual[0], each.parts[kind].line
                yield (
                    line,
                    owner(each),
                    f"what '{kind}' does here takes the place of '{action}: {show(tag)}', so "
                    f"'{show(each.opening)}' stays open after it. Write '{action}: {show(tag)}' "
                    f"there, too; or, where it shall stay open, '{kind}: off', and the rest in a "
                    "rule of its own.",
                )


def _shut(each: Membership, kind: Kind, wishes: Wishes) -> bool:
    """Whether some rule takes the access away, or puts on a tag that may block it."""
    own = next((rule for rule in each.expand() if kind in rule.when), None)
    shutting = dict.fromkeys({tag_key(each.tag), tag_key(each.opening)}, _TAKING)
    shutting |= dict.fromkeys(_blocks(each), _PUTTING)
    return own is not None and any(
        action in actions and kind in rule.when and may_meet(rule, own)
        for tag, actions in shutting.items()
        for action, rule in wishes.get(tag, ())
    )


def _blocks(each: Membership) -> set[str]:
    """The tags that the style knows to block, whichever events put them on."""
    if each.style == "accessally":
        return {tag_key(tag) for tag in (each.revoke, each.failed)}
    if each.style == "memberium":
        return {tag_key(f"{each.tag}{each.suffixes[kind]}") for kind in SUFFIXES}
    return set()
