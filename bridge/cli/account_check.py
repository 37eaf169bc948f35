"""The CRM account, asked once from the operator's machine."""

import os
import time
from collections.abc import Callable, Collection

from bridge.cli.output import say_note
from bridge.destinations import registry
from bridge.destinations.account import settings_of_account
from bridge.destinations.base import Crm, TagReport
from bridge.model import Call, Destination, Sort, target_key
from bridge.model.errors import AccountRefused, ConfigError, CrmRefused, CrmUnavailable
from bridge.rules import Rule, Rules
from bridge.rules.file.report import Report, show

NO_ANSWER = (AccountRefused, CrmRefused, CrmUnavailable)


class _Forgetful:
    """A Memory for one question: what workers remember stays as it is."""

    def __init__(self) -> None:
        self._known: dict[str, str | None] = {}

    def get(self, name: str) -> str | None:
        return self._known.get(name)

    def put(self, name: str, value: str | None) -> None:
        self._known[name] = value

    jot = put

    def note(self, call: Call) -> None:
        """Nobody asks afterwards what happened."""

    def before_call(self) -> None:
        """It is about no contact."""


class _Alone:
    """A Pace that knows nothing of the workers', so that neither Redis nor a database is needed.

    The few calls of one question may make a worker wait; the account then says so, and it does.
    """

    def __init__(self, rate: float | None, sleep: Callable[[float], None] = time.sleep) -> None:
        self._spacing = 1 / rate if rate else 0.0
        self._sleep = sleep
        self._not_before = 0.0

    def wait(self) -> None:
        self._sleep(max(0.0, self._not_before - time.monotonic()))
        self._not_before = time.monotonic() + self._spacing

    def hold(self, seconds: float) -> None:
        self._not_before = time.monotonic() + seconds


def account_of(crm: str) -> Crm:
    """The account that the settings name. Raises ConfigError where one is missing or wrong."""
    account = settings_of_account(Destination(crm, crm), os.environ)
    return account.connect(_Alone(account.rate), _Forgetful())


def missing_tags(report: TagReport, crm: str, rules: Rules | None = None) -> list[str]:
    """A sentence for each tag that the account lacks; of `rules`, the first that names it."""
    return [_missing(Sort.TAG, tag, near, crm, rules) for tag, near in report.missing]


def missing_others(report: TagReport, crm: str, rules: Rules | None = None) -> list[str]:
    """A sentence for each list, field and automation that the account lacks, likewise."""
    return [_missing(sort, name, near, crm, rules) for sort, name, near in report.others]


def look_up_names(names: Collection[tuple[Sort, str]], rules: Rules) -> None:
    """Asks the account whether it has what a plan would add, and says on stderr what one should
    know of its answer. A missing tag is none where the rules have it created.

    Raises ConfigError with every name that it lacks, or where the account's settings are wrong.
    """
    if not names:
        return
    crm, needed = registry.called(rules.crm), registry.vendors()[rules.crm].needed
    if not all(os.environ.get(name) for name in needed):
        needs = " and ".join(needed)
        say_note(f"Whether {crm} has the names was not checked: that needs {needs}.")
        return
    account = account_of(rules.crm)
    tags = [name for sort, name in names if sort is Sort.TAG]
    others = [each for each in names if each[0] is not Sort.TAG]
    try:
        report = account.check(tags, others)
    except NO_ANSWER as error:
        say_note(f"Warning: {error} Whether it has these names was not checked.")
        return
    sentences, missing = missing_tags(report, crm), missing_others(report, crm)
    if not rules.create_missing_tags:
        missing = [*sentences, *missing]
    if missing:
        raise ConfigError([*missing, f"Nothing was changed. Make them in {crm} first."])
    for sentence in sentences:
        say_note(f"Warning: {sentence} It will be created.")


def _missing(sort: Sort, name: str, near: str | None, crm: str, rules: Rules | None) -> str:
    hint = f" Nearest there: '{near}'." if near else ""
    what = f"the {sort} '{name}' does not exist in {crm}.{hint}"
    rule = _first_naming(sort, name, rules) if rules else None
    if rules is None or rule is None:
        return what[:1].upper() + what[1:]
    return Report(rules.name).sentence(rule.line, what, f"rule '{show(rule.name)}'")


def _first_naming(sort: Sort, name: str, rules: Rules) -> Rule | None:
    key = target_key(sort, name)
    for rule in rules.rules:
        if rule.enabled and key in (target_key(each.sort, target) for each, target in rule.wishes):
            return rule
    return None
