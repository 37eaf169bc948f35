"""The accounts of the rules' destinations, each asked once from the operator's machine."""

import os
import time
from collections.abc import Callable, Collection

from bridge.cli.output import say_note
from bridge.destinations import registry
from bridge.destinations.account import needed_by, settings_of_account
from bridge.destinations.base import Crm
from bridge.explain.publishing.names_there import lacking, names_for
from bridge.explain.readiness.account_question import NO_ANSWER, ask
from bridge.model import Call, Destination, Sort
from bridge.model.errors import ConfigError
from bridge.model.text import join_and
from bridge.rules import Rules


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


def account_of(destination: Destination) -> Crm:
    """The account that the settings name. Raises ConfigError where one is missing or wrong."""
    account = settings_of_account(destination, os.environ)
    return account.connect(_Alone(account.rate), _Forgetful())


def look_up_names(names: Collection[tuple[Sort, str]], rules: Rules) -> None:
    """Asks each account whether it has what a plan would add there, and says on stderr what one
    should know of the answers. A missing tag is none where the rules have it created.

    Raises ConfigError with every name that one lacks, or where an account's settings are wrong.
    """
    missing, where = list[str](), list[str]()
    for destination in rules.destinations:
        if here := names_for(destination, names, rules):
            sentences = _look_up(destination, here, rules)
            missing += sentences
            where += [registry.label(destination)] if sentences else []
    if missing:
        there = join_and(where)
        raise ConfigError([*missing, f"Nothing was changed. Make them in {there} first."])


def _look_up(
    destination: Destination, names: Collection[tuple[Sort, str]], rules: Rules
) -> list[str]:
    called, needed = registry.label(destination), needed_by(destination, os.environ)
    if not all(os.environ.get(name) for name in needed):
        needs = join_and(needed)
        say_note(f"Whether {called} has the names was not checked: that needs {needs}.")
        return []
    try:
        found = lacking(ask(account_of(destination), names), destination, rules)
    except NO_ANSWER as error:
        say_note(f"Warning: {error} Whether it has these names was not checked.")
        return []
    for sentence in found.notes:
        say_note(f"Warning: {sentence}")
    return found.problems
