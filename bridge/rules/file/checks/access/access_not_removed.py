from bridge.model import Kind, tag_key
from bridge.rules.file.build.expansion import MembershipEntry
from bridge.rules.file.checks.checked_file import Problems, RulesFile, show, warns
from bridge.rules.file.checks.meeting import GIVING, TAKING, may_meet

_ENDING = (Kind.CANCELLED, Kind.REFUND)


@warns
def access_not_removed(file: RulesFile) -> Problems:
    """A part of a membership says what shall happen at a cancellation or refund, and takes no
    access away. What you write in a part takes the place of what it does by itself, so the member
    keeps her access for good.

      memberships:
    -   Gold: {items: product-12, refund: {add: Refunded}}
    +   Gold: {items: product-12, refund: {add: Refunded, revoke: Gold}}
    """
    for each in file.memberships:
        for kind in _ENDING:
            usual = [(action, tag) for action, tags in each.usual(kind).items() for tag in tags]
            if (
                usual
                and not each.is_standard(kind)
                and each.actions(kind)
                and not _shut(file, each, kind)
            ):
                action, tag = usual[0]
                yield file.problem(
                    each,
                    f"what '{kind}' does here takes the place of '{action}: {show(tag)}', so "
                    f"'{show(each.opening)}' stays open after it.",
                    f"Write '{action}: {show(tag)}' there, too; or, where it shall stay open, "
                    f"'{kind}: off', and the rest in a rule of its own.",
                    line=each.parts[kind].line,
                )


def _shut(file: RulesFile, each: MembershipEntry, kind: Kind) -> bool:
    """Whether some rule takes the access away, or puts on a tag that may block it."""
    own = next((rule for rule in each.expand() if kind in rule.when), None)
    # The tags that the style knows to block, whichever events put them on.
    blocks = {tag_key(tag) for tag in (each.revoke, each.failed) if each.style == "accessally"}
    if each.style == "memberium":
        blocks = {tag_key(f"{each.tag}{suffix}") for suffix in each.suffixes.values()}
    return own is not None and any(
        action in (GIVING if tag in blocks else TAKING)
        and kind in rule.when
        and may_meet(rule, own)
        for tag in blocks | {tag_key(each.tag), tag_key(each.opening)}
        for action, rule in file.wishes.get(tag, ())
    )
