"""Looks at rules that read well one by one: do they make sense, and make sense together?"""

from collections.abc import Iterable, Sequence
from typing import Literal

from bridge.model import Action, tag_key, target_key
from bridge.rules import Rule
from bridge.rules.file.build.memberships import Membership
from bridge.rules.file.checks import sense_memberships
from bridge.rules.file.checks.access_not_removed import open_doors
from bridge.rules.file.checks.access_not_restored import lasting_locks, lasting_losses
from bridge.rules.file.checks.endless_delay import endless
from bridge.rules.file.checks.inverted_unless import contrary
from bridge.rules.file.checks.never_matches import why_never
from bridge.rules.file.checks.overlapping_rules import shadowed
from bridge.rules.file.checks.revoke_without_grant import misspelled, vain_revokes
from bridge.rules.file.checks.sense_memberships import Finding
from bridge.rules.file.checks.turn_never_comes import endless_access, two_ends
from bridge.rules.file.checks.undone_at_once import contending, opposed
from bridge.rules.file.checks.untold_condition import unsure
from bridge.rules.file.checks.untold_value import untold
from bridge.rules.file.report import Report, show


def check(
    rules: Sequence[Rule],
    memberships: Sequence[Membership],
    test_events: Literal["apply", "ignore"],
    report: Report,
) -> None:
    """Says what cannot be meant: two rules of one name, contradictions, what never matches."""
    first: dict[str, int] = {}
    for rule in rules:
        name, say = tag_key(rule.name), report.about(_owner(rule))
        if name and name in first:
            what = f"the name is in use already, on line {first[name]}. Give each rule its own."
            say(rule.line, what)
        first.setdefault(name, rule.line)
        _check_contradiction(rule, report)
        for why in why_never(rule, test_events) if rule.enabled else ():
            say(rule.line, why)
    for rule, what in endless([rule for rule in rules if rule.enabled]):
        report.about(_owner(rule))(_late_line(rule), what)
    sense_memberships.check(memberships, report)


def _check_contradiction(rule: Rule, report: Report) -> None:
    asked: dict[str, Action] = {}
    for action, name in rule.wishes:
        other = asked.setdefault(target_key(action.sort, name), action)
        if other is not action:
            both = f"stands behind both '{other}' and '{action}'. Keep one."
            report.about(_owner(rule))(rule.line, f"the {action.sort} '{show(name)}' {both}")


def warnings(
    rules: Sequence[Rule],
    memberships: Sequence[Membership],
    report: Report,
    more: Iterable[Finding] = (),
) -> tuple[str, ...]:
    """Sentences about what is allowed and probably not meant, `more` among them, in the file's
    order."""
    enabled = [rule for rule in rules if rule.enabled]
    twice = {
        f"{each.tag}: {kind}" for each, kind, _ in sense_memberships.twice(memberships)
    }  # these are told already, in plainer words
    found = [*more, *_two_spellings(rules)]
    for look in (vain_revokes, misspelled, opposed, contending, contrary, untold, unsure):
        found += [(rule.line, _owner(rule), what) for rule, what in look(enabled)]
    found += [
        (rule.line, _owner(rule), what)
        for rule, what in shadowed(enabled)
        if rule.name not in twice
    ]
    found += [
        (_late_line(rule), _owner(rule), what)
        for rule, what in lasting_losses(memberships, enabled)
    ]
    found += [
        (rule.line, _owner(rule), what) for rule, what in endless_access(memberships, enabled)
    ]
    for look_at_parts in (lasting_locks, open_doors):
        found += look_at_parts(memberships, enabled)
    found += two_ends(memberships)
    found += sense_memberships.warnings(memberships)
    in_order = sorted(dict.fromkeys(found))
    return tuple(report.sentence(line, what, owner) for line, owner, what in in_order)


def _two_spellings(rules: Sequence[Rule]) -> list[Finding]:
    first: dict[str, tuple[str, int]] = {}
    found = []
    for rule in rules:
        for action, tag in rule.wishes:
            key = target_key(action.sort, tag)
            spelling, line = first.setdefault(key, (tag, rule.line))
            if spelling != tag:
                what = (
                    f"the {action.sort} '{show(tag)}' is spelled '{show(spelling)}' on line "
                    f"{line}; the CRM takes both for one."
                )
                found.append((rule.line, _owner(rule), what))
    return found


def _late_line(rule: Rule) -> int:
    """Where the file says that the rule waits; the rule's own line where it does not."""
    return (rule.later.line if rule.later else 0) or rule.line


def _owner(rule: Rule) -> str:
    return f"rule '{show(rule.name)}'" if rule.name else ""
