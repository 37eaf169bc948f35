"""Whether the account of each destination has every name that the rules name for it.

One that does not answer, or refuses its key, hides nothing of the others.
"""

from bridge.cli.account_check import account_of
from bridge.cli.commands.setup.findings import AccountAnswer, Findings
from bridge.destinations import registry
from bridge.destinations.base import TagReport
from bridge.explain.readiness.account_question import (
    NO_ANSWER,
    ask,
    has_words,
    missing_others,
    missing_tags,
    names_of,
    unchecked_words,
)
from bridge.model import Destination, Sort
from bridge.model.errors import ConfigError
from bridge.model.text import counted
from bridge.rules import Rules


def look_at_accounts(findings: Findings) -> None:
    """Asks each, save where its settings are wrong, which is said."""
    if rules := findings.rules:
        for each in rules.destinations:
            _look_at(each, findings, rules)


def _look_at(destination: Destination, findings: Findings, rules: Rules) -> None:
    called = registry.label(destination)
    names = names_of(rules, destination)
    answer = AccountAnswer(destination)
    try:
        report = ask(account_of(destination), names)
    except ConfigError as error:
        findings.problems += (each for each in error.problems if each not in findings.problems)
    except NO_ANSWER as error:
        answer = AccountAnswer(destination, asked=True)
        findings.problems.append(f"{error} {unchecked_words(names)}")
    else:
        tags = tuple((Sort.TAG, tag, near) for tag, near in report.missing)
        answer = AccountAnswer(destination, True, True, (*tags, *report.others))
        _judge(report, destination, findings, rules)
        if not answer.missing:
            findings.good.append(f"{called} answers{has_words(names)}.")
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
