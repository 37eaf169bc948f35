from bridge.model import Action, Kind, tag_key
from bridge.rules.file.checks.checked_file import Problems, RulesFile, show, warns
from bridge.rules.file.checks.meeting import may_meet

_PAID = {Kind.PURCHASE, Kind.REBILL}


@warns
def grant_without_revoke(file: RulesFile) -> Problems:
    """A rule grants a tag for what was paid, and nothing ever takes it back: who gets her money
    back keeps it. A membership takes its tag back by itself, for its own items alone.

      memberships:
        Course: {items: product-12}
      rules:
    -   - {name: Workbook, when: purchase, items: bump-12, grant: Workbook}
    +   - {name: Workbook, when: purchase, items: bump-12, grant: Workbook}
    +   - {name: Workbook given back, when: refund, items: bump-12, revoke: Workbook}
    """
    owners = {tag_key(each.opening): each for each in file.memberships}
    for rule in file.rules:
        for action, tag in rule.wishes if _PAID & rule.when and not rule.membership else ():
            owner = owners.get(tag_key(tag))
            called_off = rule.later is not None and Kind.REFUND in rule.later.kinds
            gives = action is Action.GRANT or (action is Action.ADD and owner is not None)
            if (
                gives
                and not called_off
                and not any(
                    taking is Action.REMOVE or (taking is Action.REVOKE and may_meet(rule, taker))
                    for taking, taker in file.wishes[tag_key(tag)]
                )
            ):
                yield file.problem(
                    rule,
                    f"nothing takes '{show(tag)}' back that this gives, not even a refund.",
                    f"Write the item into 'items' of the membership '{show(owner.tag)}' instead."
                    if owner
                    else "Write a rule with 'when: refund' and 'revoke', or a membership with the "
                    "item; where it stays for good, write 'add'.",
                )
