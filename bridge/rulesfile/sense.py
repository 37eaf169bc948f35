"""Looks at rules that read well one by one: do they make sense, and make sense together?"""

from collections.abc import Iterable, Sequence

from bridge.model import Action, Kind, tag_key
from bridge.rules import Rule
from bridge.rulesfile.keys import SUFFIXES
from bridge.rulesfile.memberships import Membership
from bridge.rulesfile.report import Report, show


def check(rules: Sequence[Rule], report: Report) -> None:
    """Says what cannot be meant: two rules of one name, contradictions, what never matches."""
    first: dict[str, int] = {}
    for rule in rules:
        name = tag_key(rule.name)
        if name and name in first:
            what = f"the name is in use already, on line {first[name]}. Give each rule its own."
            report.about(_owner(rule))(rule.line, what)
        first.setdefault(name, rule.line)
        _check_contradiction(rule, report)
        _check_never(rule, report)


def _check_contradiction(rule: Rule, report: Report) -> None:
    asked: dict[str, Action] = {}
    for action, tag in rule.wishes:
        other = asked.setdefault(tag_key(tag), action)
        if other is not action:
            what = f"the tag '{show(tag)}' stands behind both '{other}' and '{action}'. Keep one."
            report.about(_owner(rule))(rule.line, what)


def _check_never(rule: Rule, report: Report) -> None:
    # ThriveCart's cart.abandoned carries no order, hence no pricing option (real payloads).
    if Kind.ABANDONED_CART in rule.when and rule.plans and "" not in rule.plans:
        what = (
            "this can never match an 'abandoned cart', which names no pricing option. "
            "Take out 'abandoned cart' or 'plans'."
        )
        report.about(_owner(rule))(rule.line, what)


def warnings(
    rules: Sequence[Rule], memberships: Iterable[Membership], report: Report
) -> tuple[str, ...]:
    """Sentences about what is allowed and probably not meant, in the file's order."""
    found = [*_two_spellings(rules), *_vain_revokes(rules)]
    for membership in memberships:
        found += _lasting_blocks(membership)
    in_order = sorted(dict.fromkeys(found))
    return tuple(report.sentence(line, what, owner) for line, owner, what in in_order)


# One finding: line, owner, sentence.
_Finding = tuple[int, str, str]


def _two_spellings(rules: Sequence[Rule]) -> list[_Finding]:
    first: dict[str, tuple[str, int]] = {}
    found = []
    for rule in rules:
        for _, tag in rule.wishes:
            spelling, line = first.setdefault(tag_key(tag), (tag, rule.line))
            if spelling != tag:
                what = (
                    f"the tag '{show(tag)}' is spelled '{show(spelling)}' on line {line}; "
                    "the CRM takes both for one."
                )
                found.append((rule.line, _owner(rule), what))
    return found


def _vain_revokes(rules: Sequence[Rule]) -> list[_Finding]:
    granted = {tag_key(tag) for rule in rules for tag in rule.grant}
    return [
        (
            rule.line,
            _owner(rule),
            f"'revoke' takes back what 'grant' gave, and no rule grants '{show(tag)}'. "
            "To take it off whoever put it on, write 'remove'.",
        )
        for rule in rules
        for tag in rule.revoke
        if tag_key(tag) not in granted
    ]


def _lasting_blocks(membership: Membership) -> list[_Finding]:
    """Blocking tags that a new purchase leaves standing, so that who comes back stays out."""
    lifted = {
        tag_key(tag)
        for rule in membership.expand()
        if Kind.PURCHASE in rule.when
        for tag in rule.remove
    }
    return [
        (
            membership.line,
            f"membership '{show(membership.tag)}'",
            f"a new purchase does not remove '{show(tag)}', which keeps a returning buyer out.",
        )
        for tag in membership.blocking(*SUFFIXES)
        if tag_key(tag) not in lifted
    ]


def _owner(rule: Rule) -> str:
    return f"rule '{show(rule.name)}'" if rule.name else ""
