from bridge.model import Action, tag_key
from bridge.rules.file.checks.checked_file import Problems, RulesFile, show, warns
from bridge.rules.file.checks.meeting import may_meet
from bridge.rules.file.checks.spelling.misspelled_tag import meant


@warns
def revoke_without_grant(file: RulesFile) -> Problems:
    """`revoke` takes back only what `grant` gave for the same item. Where no rule grants the tag,
    or none for these items, nothing is ever taken: she keeps the tag after her refund.

      rules:
    -   - {name: Course, when: purchase, items: product-12, add: Course}
    +   - {name: Course, when: purchase, items: product-12, grant: Course}
        - {name: Given back, when: refund, items: product-12, revoke: Course}
    """
    grants = [(tag, rule) for rule in file.rules for tag in rule.grant]
    given = {(tag_key(tag), item) for tag, rule in grants for item in rule.items}
    granted = {tag_key(tag): tag for tag, _ in grants}
    for rule in file.rules:
        for tag in rule.revoke:
            if any((tag_key(tag), item) in given for item in rule.items):
                continue
            wishes = file.wishes.get(tag_key(tag), ())
            givers = [giver for action, giver in wishes if action is Action.GRANT]
            if not any(may_meet(rule, giver) for giver in givers):
                of = f" for {' or '.join(map(show, rule.items[:3]))}" if givers else ""
                slip = "" if givers else meant(tag, granted)
                yield file.problem(
                    rule,
                    f"'revoke' takes back what 'grant' gave{' for the same item' if of else ''}, "
                    f"and no rule grants '{show(tag)}'{of}.",
                    f"Did you mean '{show(slip)}'?"
                    if slip
                    else "To take it off whoever put it on, write 'remove'.",
                )
