"""What a membership's style asks of its keys and parts, and what it knows nothing of."""

from collections.abc import Mapping

from yaml.nodes import ScalarNode

from bridge.model import Kind
from bridge.rules.file.build.expansion import LIFTS, MembershipEntry
from bridge.rules.file.grammar import keys
from bridge.rules.file.grammar.reader import Found
from bridge.rules.file.plain import inline
from bridge.rules.file.report import Say, show

# The keys that only one style knows what to do with.
_OF_STYLE = {
    "suffixes": "memberium",
    keys.TRIGGER_TAG: "accessally",
    keys.REVOKE_TAG: "accessally",
    keys.FAILED_TAG: "accessally",
}
_NEEDED = {
    keys.TRIGGER_TAG: "the tag that starts AccessAlly's automation at each purchase",
    keys.REVOKE_TAG: "the tag that makes AccessAlly take the access away",
}


def check_style(
    membership: MembershipEntry, entries: Mapping[str, Found], gives_access: bool, say: Say
) -> None:
    """Says which keys and parts do not go with the membership's style, and which it lacks.

    Where it `gives_access`, besides, a part may be about that alone.
    """
    style = membership.style
    for key, owner in _OF_STYLE.items():
        if key in entries and style != owner:
            what = f"'{key}' belongs to style: {owner}, and this membership's style is {style}."
            out = "Take the line out, or change the style."
            say(entries[key].line, what, id="not-together", suggestion=out)
    for key, what in _NEEDED.items():
        if style == "accessally" and key not in entries:
            needs = f"style: accessally needs '{key}': {what}."
            say(membership.line, needs, id="missing-key")
    # What blocks may be written for the access alone.
    about = [kind for kind in keys.PARTS if not (gives_access and kind in keys.SUFFIXES)]
    for kind in keys.PARTS:
        usual = kind in entries and isinstance(entries[kind].node, ScalarNode)
        if style != "memberium" and membership.suspends(kind):
            what = f"'suspend' belongs to style: memberium, and this membership's style is {style}."
            instead = _timed_revoke(membership, kind) or "the time alone"
            write = f"Write {instead}, or change the style."
            say(entries[kind].line, what, id="not-together", suggestion=write)
        elif usual and kind in about and _stands_for_nothing(membership, kind):
            instead = _timed_revoke(membership, kind) or "{add: VIP}"
            what = f"'{kind}' stands for nothing in style: {style}."
            write = f"Write what to do there, such as {instead}, or take the line out."
            say(entries[kind].line, what, id="does-nothing", suggestion=write)


def _stands_for_nothing(membership: MembershipEntry, kind: Kind) -> bool:
    return membership.is_standard(kind) and not any(membership.usual(kind).values())


def _timed_revoke(membership: MembershipEntry, kind: Kind) -> str:
    """What a time alone was meant to do where the style blocks nothing; "" where it is unclear."""
    part = membership.part(kind)
    later = part.suspend or part.later
    if membership.style != "plain" or kind not in LIFTS.values() or later is None:
        return ""
    return show(inline({"revoke": membership.tag, **later.written}))
