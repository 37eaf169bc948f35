from bridge.model import Action, Kind, tag_key
from bridge.rules.file.build.expansion import MembershipEntry
from bridge.rules.file.checks.checked_file import Problems, RulesFile, show, warns


@warns
def endless_access(file: RulesFile) -> Problems:
    """A rule waits for the end of access that nothing ends: neither a cancellation nor a refund nor
    the time. It would wait for good.

      memberships:
    -   Gold: {items: product-12, cancelled: off, refund: off}
    +   Gold: {items: product-12, cancelled: off}
      rules:
        - {name: Goodbye, when: access ends, memberships: Gold, start automation: Goodbye}
    """
    by_name = {tag_key(each.tag): each for each in file.memberships}
    for rule in file.rules:
        named = [by_name[tag_key(name)] for name in rule.memberships if tag_key(name) in by_name]
        if Kind.ACCESS_ENDS not in rule.when or any(_can_end(file, each) for each in named):
            continue
        for each in named[:1]:
            yield file.problem(
                rule,
                f"nothing but a hand can end the membership '{show(each.tag)}' (line {each.line}): "
                "its 'cancelled' and 'refund' end nothing, and it has no 'lasts'.",
                "Take the rule out, or give it an end.",
            )


def _can_end(file: RulesFile, membership: MembershipEntry) -> bool:
    lasting = membership.lasting
    if lasting.after or lasting.months or lasting.completed_ends:
        return True
    wishes = file.wishes.get(tag_key(membership.tag), ())
    revoked = any(action is Action.REVOKE for action, _ in wishes)
    return revoked or any(map(membership.is_standard, (Kind.CANCELLED, Kind.REFUND)))
