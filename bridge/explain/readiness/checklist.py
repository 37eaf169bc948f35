"""The whole set-up: every step, whatever is away or wrong."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from redis import Redis
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bridge.explain.readiness.account_steps import account_steps, is_due, setting_mistakes
from bridge.explain.readiness.cart_steps import cart_steps
from bridge.explain.readiness.sales_steps import (
    FIRST,
    RULES,
    first_tag_step,
    optional_steps,
    rules_step,
)
from bridge.explain.readiness.server_steps import (
    LiveWorkers,
    postgres_step,
    redis_step,
    worker_step,
)
from bridge.explain.readiness.step import Head, ReadinessStep, Stand, StepGroup
from bridge.explain.rules_file import RulesNow
from bridge.model import Destination
from bridge.model.errors import ConfigError
from bridge.reconcile.library import Library, NoRules
from bridge.rules import Rules
from bridge.settings import Settings
from bridge.store import rulebooks
from bridge.store.readiness import account_looks, sightings
from bridge.store.readiness.account_looks import AccountLook

Looks = Mapping[str, AccountLook]
_T = TypeVar("_T")
_AWAY = "That is known once Postgres answers and has its tables."


class Deployment(Protocol):
    """What is looked at."""

    @property
    def config(self) -> Settings: ...
    @property
    def engine(self) -> Engine: ...
    @property
    def redis(self) -> Redis: ...
    @property
    def library(self) -> Library: ...
    @property
    def file_rules(self) -> RulesNow: ...
    @property
    def environment(self) -> Mapping[str, str]: ...
    @property
    def workers(self) -> Callable[[], LiveWorkers]: ...


@dataclass(frozen=True)
class Checklist:
    """`due` are the destinations whose accounts should be asked again."""

    steps: Sequence[ReadinessStep]
    rules: Rules | None = None
    due: Sequence[Destination] = ()

    @property
    def groups(self) -> Iterator[tuple[StepGroup, list[ReadinessStep]]]:
        for group in StepGroup:
            if mine := [each for each in self.steps if each.group is group]:
                yield group, mine

    @property
    def needed(self) -> list[ReadinessStep]:
        return [each for each in self.steps if not each.is_optional]

    @property
    def done(self) -> int:
        return sum(each.is_done for each in self.needed)

    @property
    def is_done(self) -> bool:
        return self.done == len(self.needed)


def checklist(here: Deployment, now: datetime) -> Checklist:
    """Asks Postgres and Redis, and nobody else. Raises nothing that these may."""
    number, published = _answer(lambda: _published(here)) or (0, None)
    rules = published or (None if number else here.file_rules())
    looks = _answer(lambda: account_looks.looks(here.engine))
    accounts = [*_accounts(here, rules, looks)]
    steps = (
        *cart_steps(_answer(lambda: sightings.seen(here.engine))),
        *accounts,
        postgres_step(here.engine),
        redis_step(here.redis),
        worker_step(here.workers()),
        _answer(lambda: _rules(here, published, number)) or _unknown(RULES),
        _answer(lambda: first_tag_step(here.engine)) or _unknown(FIRST),
        *_optional(here.config),
    )
    return Checklist(steps, rules, [*_due(here, rules, looks, now)])


def _published(here: Deployment) -> tuple[int, Rules | None]:
    """The version that counts, 0 where none was published; None where it cannot be read."""
    with here.engine.connect() as connection:
        try:
            return here.library.newest(connection)
        except NoRules:
            return 0, None
        except ConfigError:
            counts = rulebooks.newest(connection)
            return (counts.number if counts else 0), None


def _accounts(
    here: Deployment, rules: Rules | None, looks: Looks | None
) -> Iterator[ReadinessStep]:
    if rules is None:
        said = "Which accounts there are is said by the rules, and these cannot be used."
        yield ReadinessStep(
            "accounts",
            StepGroup.ACCOUNTS,
            "The accounts answer",
            "Let the accounts answer",
            Stand.UNKNOWN,
            said,
        )
        return
    for each in rules.destinations:
        mistakes = setting_mistakes(each, here.environment)
        look = looks.get(each.name) if looks else None
        yield from account_steps(each, rules, look, mistakes, is_kept=looks is not None)


def _due(
    here: Deployment, rules: Rules | None, looks: Looks | None, now: datetime
) -> Iterator[Destination]:
    """Where the answer could not be kept nobody is asked, or it would be done at every load."""
    if rules is None or looks is None:
        return
    for each in rules.destinations:
        is_set = not setting_mistakes(each, here.environment)
        if is_set and is_due(looks.get(each.name), rules, now):
            yield each


def _rules(here: Deployment, published: Rules | None, number: int) -> ReadinessStep:
    with here.engine.connect():  # raises where nothing can be known of what was published
        return rules_step(here.engine, published, number, here.file_rules)


def _optional(config: Settings) -> Iterator[ReadinessStep]:
    alerts = bool(config.smtp_url or config.alert_url)
    return optional_steps(alerts=alerts, token=bool(config.console_token))


def _unknown(step: Head) -> ReadinessStep:
    return ReadinessStep(*step, Stand.UNKNOWN, _AWAY)


def _answer(ask: Callable[[], _T]) -> _T | None:
    try:
        return ask()
    except SQLAlchemyError:
        return None
