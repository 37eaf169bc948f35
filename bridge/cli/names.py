"""Whether the account has the names that a plan would add; asked beforehand."""

import os
from collections.abc import Collection
from typing import TYPE_CHECKING

import click

from bridge.cli.columns import wrapped
from bridge.cli.wording import crm_called
from bridge.late import Late
from bridge.model import Sort
from bridge.model.errors import AccountRefused, ConfigError, CrmRefused, CrmUnavailable
from bridge.rules import Rules

if TYPE_CHECKING:
    from bridge.cli import account
else:
    account = Late("bridge.cli.account")


def look_up(names: Collection[tuple[Sort, str]], rules: Rules) -> None:
    """Asks the account, and says on stderr what one should know of its answer. A missing tag is
    none where the rules have it created.

    Raises ConfigError with every name that it lacks, or where the account's settings are wrong.
    """
    if not names:
        return
    crm = crm_called(rules.crm)
    needed_for = account.needed_for(rules.crm)
    if not all(os.environ.get(name) for name in needed_for):
        needed = " and ".join(needed_for)
        _say(f"Whether {crm} has the names was not checked: that needs {needed}.")
        return
    asked = account.account_of(rules.crm)
    tags = [name for sort, name in names if sort is Sort.TAG]
    others = [each for each in names if each[0] is not Sort.TAG]
    try:
        report = asked.check(tags, others)
    except (AccountRefused, CrmRefused, CrmUnavailable) as error:
        _say(f"Warning: {error} Whether it has these names was not checked.")
        return
    sentences, missing = account.missing_tags(report, crm), account.missing_others(report, crm)
    if not rules.create_missing_tags:
        missing = [*sentences, *missing]
    if missing:
        raise ConfigError([*missing, f"Nothing was changed. Make them in {crm} first."])
    for sentence in sentences:
        _say(f"Warning: {sentence} It will be created.")


def _say(sentence: str) -> None:
    click.echo(wrapped(sentence), err=True)
