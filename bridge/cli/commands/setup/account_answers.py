"""Whether the account of each destination has every name that the rules name for it.

One that does not answer, or refuses its key, hides nothing of the others.
"""

from collections.abc import Sequence

from bridge.cli.account_check import NO_ANSWER, ask, missing_others, missing_tags
from bridge.cli.commands.setup.findings import AccountAnswer, Findings
from bridge.destinations import registry
from bridge.destinations.base import TagReport
from bridge.model import Destination, Sort
from bridge.model.errors import ConfigError
from bridge.model.text import counted, join_and
from bridge.rules import Rules


def look_at_accounts(findings: Findings) -> None:
    """Asks each, save where its settings are wrong, which is said."""
    if rules := findings.rules:
        for each in rules.destinations:
            _look_at(each, findings, rules)


def _look_at(destination: Destination, findings: Findings, rules: Rules) -> None:
    called = registry.label(destination)
    names = rules.names_for(destination.name, registry.vendors()[destination.vendor].sorts)
    answer = AccountAnswer(destination)
    try:
        report = ask(destination, names)
    except ConfigError as error:
        findings.problems += (each for each in error.problems if each not in findings.problems)
    except NO_ANSWER as error:
        answer = AccountAnswer(destination, asked=True)
        findings.problems.append(f"{error} {_unchecked(names)}")
    else:
        tags = tuple((Sort.TAG, tag, near) for tag, near in report.missing)
        answer = AccountAnswer(destination, True, True, (*tags, *report.others))
        _judge(report, destination, findings, rules)
        if not answer.missing:
            findings.good.append(f"{called} answers{_has(names)}.")
    findings.accounts.append(answer)


def _judge(report: TagReport, destination: Destination, findings: Findings, rules: Rules) -> None:
    findings.problems += missing_others(report, destination, rules)
    sentences = missing_tags(report, destination, rules)
    if rules.create_missing_tags:
        findings.warnings += (f"{each} It will be created when needed." for each in sentences)
        return
    findings.problems += sentences
    if new := sum(near is None for _, near in report.missing):  # else it is a slip
        findings.problems.append(
            f"Create {counted(new, 'tag')} in {registry.label(destination)}, or write "
            f"`create_missing_tags: yes` into {rules.name}: then a tag is made when it is due."
        )
    how = registry.vendors()[destination.vendor].new_tag
    if how and sentences and how not in findings.problems:
        findings.problems.append(how)


def _unchecked(names: Sequence[tuple[Sort, str]]) -> str:
    sorts = {sort for sort, _ in names}
    what = "tags" if Sort.TAG in sorts else "memberships" if Sort.ACCESS in sorts else "names"
    return f"The {what} were not checked."


def _has(names: Sequence[tuple[Sort, str]]) -> str:
    """`` and has all 2 tags of the rules``"""
    if not names:
        return "; the rules name nothing for it"
    numbers = {sort: sum(each is sort for each, _ in names) for sort in (Sort.TAG, Sort.ACCESS)}
    tags, accesses = numbers.values()
    others = len(names) - tags - accesses
    if len(names) == 1 and not others:
        return f" and has the one {'tag' if tags else 'membership'} of the rules"
    if len(names) in (tags, accesses):
        return f" and has all {len(names)} {'tags' if tags else 'memberships'} of the rules"
    more = "list, field or automation" if others == 1 else "lists, fields and automations"
    parts = ((tags, counted(tags, "tag")), (accesses, counted(accesses, "membership")),
             (others, f"{others} {more}"))  # fmt: skip
    return f" and has {join_and(told for number, told in parts if number)} of the rules"
