"""Whether each destination's key works and its account has every name of the rules, as a look into
the account showed; and when it is time for another look."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from bridge.destinations import registry
from bridge.destinations.account import settings_of_account
from bridge.destinations.base import Crm, TagReport
from bridge.explain.readiness.account_question import (
    NO_ANSWER,
    ask,
    has_words,
    missing_others,
    missing_tags,
    names_of,
    unchecked_words,
)
from bridge.explain.readiness.step import LackingName, ReadinessStep, Seen, Stand, StepGroup
from bridge.model import Destination, Sort, target_key
from bridge.model.errors import ConfigError
from bridge.model.text import counted
from bridge.rules import Rules
from bridge.rules.shipped_example import is_shipped_example
from bridge.store.readiness.account_looks import AccountLook

# After these a look is made anew while somebody has the page open: one that found nothing wrong,
# one that found names missing, and one that was not answered.
_GOOD, _LACKING, _SILENT = (timedelta(minutes=10), timedelta(seconds=15), timedelta(seconds=30))
EXAMPLES_NAMES = (
    "Your rules are still the example's, and these are the names of a shop that is not yours: "
    "write your rules before you make any of them."
)
_NOT_YET = "It is asked now."
_CANNOT = "It is asked once Postgres answers and has its tables."


def look_into(
    account: Callable[[], Crm], destination: Destination, rules: Rules, at: datetime
) -> AccountLook:
    """One question, or a few, to the account; what goes wrong is in the answer."""
    try:
        report = ask(account(), names_of(rules, destination))
    except ConfigError as error:
        return AccountLook(destination.name, at, rules.version, " ".join(error.problems))
    except NO_ANSWER as error:
        return AccountLook(destination.name, at, rules.version, str(error))
    missing = (*((Sort.TAG, tag, near) for tag, near in report.missing), *report.others)
    return AccountLook(destination.name, at, rules.version, missing=missing)


def is_due(look: AccountLook | None, rules: Rules, now: datetime) -> bool:
    if look is None or look.version != rules.version:
        return True
    lasts = _SILENT if look.problem else _LACKING if look.missing else _GOOD
    return now - look.at >= lasts


def setting_mistakes(destination: Destination, environment: Mapping[str, str]) -> tuple[str, ...]:
    try:
        settings_of_account(destination, environment)
    except ConfigError as error:
        return error.problems
    return ()


def account_steps(
    destination: Destination,
    rules: Rules,
    look: AccountLook | None,
    mistakes: tuple[str, ...],
    *,
    is_kept: bool = True,
) -> Iterator[ReadinessStep]:
    """Whether its key works, and whether it has the names; `mistakes` are of its settings. Where
    nothing `is_kept` it is not asked."""
    look = None if mistakes else look
    yield _key(destination, look, mistakes, _NOT_YET if is_kept else _CANNOT)
    yield _names(destination, rules, look)


def _key(
    destination: Destination, look: AccountLook | None, mistakes: tuple[str, ...], unasked: str
) -> ReadinessStep:
    called = registry.label(destination)
    step = (
        f"key-{destination.name}",
        StepGroup.ACCOUNTS,
        f"{called} takes the key",
        f"Give the bridge a key that {called} takes",
    )
    if mistakes:
        where = "Set it where the bridge runs (on Heroku: Settings > Config Vars), and restart."
        return ReadinessStep(*step, Stand.UNDONE, " ".join(mistakes), where)
    if look is None:
        return ReadinessStep(*step, Stand.UNKNOWN, unasked, destination=destination.name)
    seen = (Seen("Asked", look.at),)
    if look.problem:
        return ReadinessStep(
            *step, Stand.UNDONE, look.problem, seen=seen, destination=destination.name
        )
    return ReadinessStep(*step, Stand.DONE, "It answers.", seen=seen, destination=destination.name)


def _names(destination: Destination, rules: Rules, look: AccountLook | None) -> ReadinessStep:
    called, names = registry.label(destination), names_of(rules, destination)
    name = destination.name
    step = (
        f"names-{name}",
        StepGroup.ACCOUNTS,
        f"{called} has every name of the rules",
        f"Have every name of the rules in {called}",
    )
    if look is None or look.problem:
        return ReadinessStep(*step, Stand.UNKNOWN, unchecked_words(names), destination=name)
    lacking = (*lacking_names(look, destination, rules),)
    seen = (Seen("Asked", look.at),)
    if not lacking:
        said = f"{called} answers{has_words(names)}."
        return ReadinessStep(*step, Stand.DONE, said, seen=seen, destination=name)
    if makes_itself(lacking, rules):
        said = f"{counted(len(lacking), 'tag')} will be created when needed, as the rules say."
        return ReadinessStep(*step, Stand.DONE, said, seen=seen, destination=name, lacking=lacking)
    said = f"{counted(len(lacking), 'name')} of {len(names)} it does not have."
    if is_shipped_example(rules):
        return ReadinessStep(
            *step, Stand.UNDONE, said, EXAMPLES_NAMES, seen, "rules", destination=name,
            lacking=lacking,
        )  # fmt: skip
    how = registry.vendors()[destination.vendor].new_tag
    where = how if any(each.sort is Sort.TAG for each in lacking) else ""
    return ReadinessStep(*step, Stand.UNDONE, said, where, seen, destination=name, lacking=lacking)


def makes_itself(lacking: Iterable[LackingName], rules: Rules) -> bool:
    """The bridge makes them when they are needed first."""
    return rules.create_missing_tags and all(each.sort is Sort.TAG for each in lacking)


def lacking_names(
    look: AccountLook, destination: Destination, rules: Rules
) -> Iterator[LackingName]:
    """What it lacked at that look, of those that the rules of now still name."""
    vendor = registry.vendors()[destination.vendor]
    named = {target_key(*each) for each in names_of(rules, destination)}
    for sort, name, near in look.missing:
        if target_key(sort, name) in named:
            sentence = _sentence((sort, name, near), destination, rules)
            where, can = vendor.where.get(sort, ""), sort in vendor.makes
            yield LackingName(sort, name, near or "", sentence, where, can)


def _sentence(missing: tuple[Sort, str, str | None], destination: Destination, rules: Rules) -> str:
    if missing[0] is Sort.TAG:
        return missing_tags(TagReport(missing=(missing[1:],)), destination, rules)[0]
    return missing_others(TagReport(others=(missing,)), destination, rules)[0]
