"""The workers' composition root: `python worker.py`."""

import logging
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from tenacity import Retrying, retry_if_exception_type, wait_exponential

from bridge import settings
from bridge.destinations.account import AccountSettings
from bridge.destinations.base import Crm
from bridge.destinations.notify import Notifier
from bridge.destinations.rate import RedisPace
from bridge.explain import publication
from bridge.model import Destination, tag_key
from bridge.model.errors import ConfigError, NotStored
from bridge.queue import jobs
from bridge.queue.chores import Chores, look_at_tags
from bridge.queue.supervisor import Supervisor, aside
from bridge.queue.sweeper import Sweeper
from bridge.reconcile import missing_names
from bridge.reconcile.intake import Intake, Work
from bridge.reconcile.library import Library, NoRules
from bridge.reconcile.patience import Patience
from bridge.reconcile.reconciler import Reconciler
from bridge.reconcile.rollout import Rollouts
from bridge.rules import Rules
from bridge.rules import file as rulesfile
from bridge.store import destinations, rulebooks
from bridge.store.deliveries import Deliveries
from bridge.store.engine import engine_for
from bridge.store.memory import AccountMemory
from bridge.store.schema import lacking

logger = logging.getLogger("bridge.worker")

_REDIS_SECONDS = 5.0
_CHORE_SECONDS = 5.0
_LOOKS, _BETWEEN_LOOKS = 10, 300.0  # seconds


@dataclass(frozen=True)
class Timing:
    """How patient everything is, in seconds; tests are less so."""

    patience: Patience = field(default_factory=Patience)
    sweep_every: float = 5
    slack: float = 30  # how long a delivery may lie before its signal counts as lost
    check_every: float = 30  # how often a paused account is asked, at first
    answer: float = 15  # how long a CRM may take to answer


def crm_for(
    config: settings.Settings,
    engine: Engine,
    name: str,
    redis: Redis,
    *,
    answer: float = 15,
    longest_wait: float = 60,
) -> Crm:
    """The destination that rules.yaml names, ready to be called; both waits are in seconds."""
    account = AccountSettings(Destination(name, name), config.destination)
    pace = RedisPace(redis, name, account.rate, longest_wait)
    return account.connect(pace, AccountMemory(engine, name), answer)


def notifier_for(config: settings.Settings) -> Notifier | None:
    """Raises ConfigError when only half of it is set, or it is no address for that."""
    told = config.notify_url or config.notify_key
    return Notifier(config.notify_url, config.notify_key) if told else None


def library() -> Library:
    return Library(rulesfile.parse)


@dataclass(frozen=True)
class Start:
    """The rules that the workers start with: those of the file, which are then published; or, while
    the file is wrong, the last good ones of the store, with what is the `trouble`."""

    rules: Rules
    trouble: str = ""


def start_of(config: settings.Settings) -> Start:
    """Raises ConfigError with every mistake in the rules file where no rules were ever published,
    or Postgres does not answer."""
    try:
        return Start(rulesfile.load(config.rules_file))
    except ConfigError as error:
        last = _last_published(config)
        if last is None:
            raise
        number, rules = last
        trouble = publication.unusable(config.rules_file, number)
        for line in (trouble, *str(error).splitlines()):  # each with its time
            logger.error("%s", line)  # noqa: TRY400 # a person's mistake, not ours
        return Start(rules, trouble)


def _last_published(config: settings.Settings) -> tuple[int, Rules] | None:
    engine = engine_for(config.database_url, connections=1)
    try:
        with engine.connect() as connection:
            return library().newest(connection)
    except (SQLAlchemyError, NoRules, ConfigError):
        return None
    finally:
        engine.dispose()


def chores_for(config: settings.Settings, start: Start, timing: Timing) -> Chores:
    """What the supervisor does between looks at its workers. It may not wait long for the CRM:
    SIGTERM waits for it meanwhile. So a look at all tags is another process's errand."""
    rules = start.rules
    engine = engine_for(config.database_url, ping=True)
    redis = jobs.redis_for(config.redis_url, _REDIS_SECONDS)
    signals = jobs.Signals(redis, silence=0)
    waits = {"answer": _CHORE_SECONDS, "longest_wait": _CHORE_SECONDS}
    crm = crm_for(config, engine, rules.crm, redis, **waits)
    slack, check_every = timing.slack, timing.check_every
    sweeper = Sweeper(engine, signals, {rules.crm: crm.check}, utc_now, slack, check_every)
    rollouts, deliveries = Rollouts(engine, library(), rules.crm), Deliveries(engine)
    return Chores(
        signals.beat,
        sweeper.sweep,
        lambda: aside(lambda: look_until_seen(config, rules)),
        rollouts.go_on,
        lambda: deliveries.forget(utc_now() - timedelta(days=config.keep_days)),
        lacking=lambda: lacking(engine),
        sweep_every=timing.sweep_every,
        trouble=start.trouble,
    )


def utc_now() -> datetime:
    return datetime.now(UTC)


def look_until_seen(config: settings.Settings, rules: Rules) -> None:
    """Look whether the account has the tags of the rules, and again after a while if it was in
    vain; the next look is the supervisor's to start."""
    needed = () if rules.create_missing_tags else rules.tags()
    redis = jobs.redis_for(config.redis_url, _REDIS_SECONDS)
    engine = engine_for(config.database_url, ping=True)
    crm = crm_for(config, engine, rules.crm, redis)
    for _ in range(_LOOKS):
        lacked = missing_names.lacking(engine, knows_of(engine, rules.crm))
        if look_at_tags(crm, needed, config.rules_file.name, rules.others()):
            missing_names.tell_again(engine, lacked, knows_of(engine, rules.crm))
            return
        time.sleep(_BETWEEN_LOOKS)


def knows_of(engine: Engine, name: str) -> missing_names.Knows:
    """Whether the account was seen to have a tag, list, field or automation of that name."""
    memory = AccountMemory(engine, name)
    return lambda sort, what: memory.get(f"{sort}:{tag_key(what)}") is not None


def run_one_worker(config: settings.Settings, start: Start, timing: Timing) -> None:
    """One worker process, until SIGTERM."""
    rules, engine = start.rules, engine_for(config.database_url, ping=True)
    _insist(lambda: start_with(engine, config, start))
    books = library()
    redis = jobs.redis_for(config.redis_url, _REDIS_SECONDS)
    crm = crm_for(config, engine, rules.crm, redis, answer=timing.answer)
    notifier = notifier_for(config)
    notify = notifier.changed if notifier else None
    reconciler = Reconciler(engine, books, crm, timing.patience, notify)
    work = Work(engine, Intake(engine, books, rules.crm), reconciler, timing.patience)
    _insist(redis.ping)
    try:
        jobs.run_worker(jobs.redis_for(config.redis_url, connections=2), work)
    except RedisError as error:
        logger.warning("waiting for Redis (%s)", type(error).__name__)


def start_with(engine: Engine, config: settings.Settings, start: Start) -> None:
    """The account has its row, and the rules file is published. Raises SQLAlchemyError, and
    NotStored before the tables are there."""
    if lacks := lacking(engine):
        raise NotStored(lacks)
    rules = start.rules
    destinations.ensure(engine, rules.crm)
    account = AccountSettings(Destination(rules.crm, rules.crm), config.destination)
    destinations.belongs_to(engine, rules.crm, account.vendor.account(account.values))
    if not start.trouble:  # else they are no file's
        of_file = rules.text, rules.version, rules.name
        number = rulebooks.publish_file(engine, of_file, utc_now())
        logger.info("%s was read; publication %d of the rules counts", rules.name, number)


def _insist(attempt: Callable[[], object]) -> None:
    """Until Postgres answers and is migrated, and Redis answers. The supervisor says that it
    waits for them, and the release that a migration lacks."""
    away = retry_if_exception_type((SQLAlchemyError, RedisError, NotStored))
    for again in Retrying(retry=away, wait=wait_exponential(max=5)):
        with again:
            attempt()


def main(timing: Timing | None = None) -> None:
    """Runs until SIGTERM or SIGINT. Exits with 1 and every problem when it is set up wrongly."""
    timing = timing or Timing()
    logging.basicConfig(level=logging.INFO, format=settings.LOG_FORMAT)
    settings.take_env_file()
    try:
        config = settings.read(os.environ)
        notifier_for(config)
        start = start_of(config)
    except ConfigError as error:
        sys.exit(f"The workers cannot start:\n{error}")
    chores = chores_for(config, start, timing)
    Supervisor(config.workers, lambda: run_one_worker(config, start, timing), chores).run()


if __name__ == "__main__":
    main()
