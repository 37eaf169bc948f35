"""The workers' composition root: `python worker.py`."""

import logging
import os
import sys
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from tenacity import Retrying, retry_if_exception_type, wait_exponential

from bridge import settings
from bridge.alerts.lookout import watch_of
from bridge.destinations.account import AccountSettings
from bridge.destinations.base import Crm
from bridge.destinations.notify import Notifier
from bridge.destinations.rate import RedisPace
from bridge.explain import publication
from bridge.explain.rules_file import RulesNow
from bridge.explain.troubles.needs import Needs
from bridge.model import Destination, Sort, tag_key
from bridge.model.errors import ConfigError, NotStored
from bridge.queue import jobs
from bridge.queue.chores import Chores, look_at_tags
from bridge.queue.rq_worker import run_worker
from bridge.queue.supervisor import Supervisor, aside
from bridge.queue.sweeper import Sweeper
from bridge.reconcile import missing_names
from bridge.reconcile.intake import Intake, Work
from bridge.reconcile.library import Library, NoRules
from bridge.reconcile.patience import Patience
from bridge.reconcile.reconciler import Reconciler
from bridge.reconcile.record import departure
from bridge.reconcile.rollout import Rollouts
from bridge.rules import Rules
from bridge.rules import file as rulesfile
from bridge.store import destinations, rulebooks
from bridge.store.accounts import ownership
from bridge.store.deliveries import Deliveries
from bridge.store.engine import engine_for
from bridge.store.figures import rollups
from bridge.store.memory import AccountMemory
from bridge.store.rulebooks import FileStanding
from bridge.store.schema import lacking

logger = logging.getLogger("bridge.worker")

_REDIS_SECONDS = 5.0
_CHORE_SECONDS = 5.0
_LOOKS, _BETWEEN_LOOKS = 10, 300.0  # seconds
_SHORT_HOLD = 2.0  # seconds of asked quiet that a worker waits out where others wait for it


@dataclass(frozen=True)
class Timing:
    """How patient everything is, in seconds; tests are less so."""

    patience: Patience = field(default_factory=Patience)
    sweep_every: float = 5
    slack: float = 30  # how long a delivery may lie before its signal counts as lost
    check_every: float = 30  # how often a paused account is asked, at first
    answer: float = 15  # how long a CRM may take to answer


@dataclass(frozen=True)
class Start:
    """What the workers start with: the rules of the file, which are then published; those of the
    store, where others were published since; or, while the file is wrong or goes over what was
    changed in the console, those of the store with what is the `trouble`. `accounts` are by the
    names of the destinations of the rules. `file` has the file's, where `rules` are the store's."""

    config: settings.Settings
    rules: Rules
    accounts: Mapping[str, AccountSettings]
    trouble: str = ""
    file: Rules | None = None

    @property
    def several(self) -> bool:
        return len(self.accounts) > 1


def crm_for(
    account: AccountSettings, engine: Engine, pace: RedisPace, *, answer: float = 15
) -> Crm:
    """The account, ready to be called; `answer` is in seconds."""
    return account.connect(pace, AccountMemory(engine, account.name), answer)


def pace_of(
    account: AccountSettings,
    redis: Redis,
    longest_wait: float = 60,
    longest_hold: float | None = None,
) -> RedisPace:
    """Of all workers together. Two names of one account, such as that of before and that of now,
    share it."""
    name = account.identity or account.name
    return RedisPace(redis, name, account.rate, longest_wait, longest_hold)


def notifier_for(config: settings.Settings) -> Notifier | None:
    """Raises ConfigError when only half of it is set, or it is no address for that."""
    told = config.notify_url or config.notify_key
    return Notifier(config.notify_url, config.notify_key) if told else None


def library() -> Library:
    return Library(rulesfile.parse)


def start_of(environment: Mapping[str, str]) -> Start:
    """Raises ConfigError with everything that is wrong with the settings, those of every
    destination, and with the rules file where no rules were ever published, or Postgres does not
    answer."""
    try:
        config = settings.read(environment)
    except ConfigError:
        settings.read_all(environment, _named_by(environment))  # raises, of the accounts as well
        raise
    problems: list[str] = []
    rules, trouble, of_file = None, "", None
    try:
        rules, trouble, of_file = _rules_of(config)
    except ConfigError as error:
        problems += error.problems
    try:
        _, accounts = settings.read_all(environment, rules.destinations if rules else ())
    except ConfigError as error:
        problems += error.problems
    if rules is None or problems:
        raise ConfigError(problems)
    return Start(config, rules, accounts, trouble, of_file)


def _named_by(environment: Mapping[str, str]) -> Sequence[Destination]:
    """The destinations of the file, where the settings are wrong; none where it is wrong, too."""
    try:
        return rulesfile.load(Path(environment.get("RULES_FILE") or "rules.yaml")).destinations
    except ConfigError:
        return ()


def _rules_of(config: settings.Settings) -> tuple[Rules, str, Rules | None]:
    """Those to start with, what is wrong with the file, and its rules. Raises ConfigError."""
    try:
        of_file = rulesfile.load(config.rules_file)
    except ConfigError as error:
        last = _last_published(config)
        if last is None:
            raise
        number, rules = last
        trouble = publication.unusable(config.rules_file, number)
        for line in (trouble, *str(error).splitlines()):  # each with its time
            logger.error("%s", line)  # noqa: TRY400 # a person's mistake, not ours
        return rules, trouble, None
    stands, last = _standing_of(config, of_file.text), _last_published(config)
    if last is None or stands.counts is None or stands.is_new:
        return of_file, "", of_file
    trouble = publication.unpublished(config.rules_file, stands) if stands.rivals else ""
    if trouble:
        logger.error("%s", trouble)
    return last[1], trouble, of_file


def _standing_of(config: settings.Settings, written: str) -> FileStanding:
    """As that of the first file of all, where Postgres does not answer."""
    engine = engine_for(config.database_url, connections=1)
    try:
        with engine.connect() as connection:
            return rulebooks.file_standing(connection, written)
    except SQLAlchemyError:
        return FileStanding()
    finally:
        engine.dispose()


def _last_published(config: settings.Settings) -> tuple[int, Rules] | None:
    engine = engine_for(config.database_url, connections=1)
    try:
        with engine.connect() as connection:
            return library().newest(connection)
    except (SQLAlchemyError, NoRules, ConfigError):
        return None
    finally:
        engine.dispose()


def chores_for(start: Start, timing: Timing) -> Chores:
    """What the supervisor does between looks at its workers. It may not wait long for a CRM:
    SIGTERM waits for it meanwhile. So a look at all tags is another process's errand."""
    config, accounts, books = start.config, start.accounts, library()
    engine = engine_for(config.database_url, ping=True)
    redis = jobs.redis_for(config.redis_url, _REDIS_SECONDS)
    signals = jobs.Signals(redis, silence=0, destinations=accounts)
    checks = {
        name: crm_for(
            each, engine, pace_of(each, redis, _CHORE_SECONDS), answer=_CHORE_SECONDS
        ).check
        for name, each in accounts.items()
    }

    def named() -> Collection[str]:
        """By the rules that count; all of the file's before any were published."""
        with engine.connect() as connection:
            try:
                _, newest = books.newest(connection)
            except (NoRules, ConfigError):  # of another release
                return accounts
        return [each.name for each in newest.destinations]

    def lacks() -> str:
        """What the database lacks; where nothing, the workers' start is told, for they may not be
        that far."""
        lacked = lacking(engine)
        if not lacked:
            start_with(engine, start)
        return lacked

    slack, check_every = timing.slack, timing.check_every
    sweeper = Sweeper(engine, signals, checks, utc_now, slack, check_every, named)
    rollouts, deliveries = Rollouts(engine, books), Deliveries(engine)
    needs = Needs(engine, books, RulesNow(config.rules_file), signals.workers)
    watch = watch_of(config, engine, needs, redis)
    return Chores(
        signals.beat,
        sweeper.sweep,
        lambda: aside(lambda: look_until_seen(start)),
        rollouts.go_on,
        lambda: deliveries.forget(utc_now() - timedelta(days=config.keep_days)),
        lacking=lacks,
        roll_up=lambda: rollups.roll_up(engine, utc_now()),
        watch=(lambda: aside(lambda: watch.look(utc_now()))) if watch else None,
        sweep_every=timing.sweep_every,
        trouble=start.trouble,
    )


def utc_now() -> datetime:
    return datetime.now(UTC)


def look_until_seen(start: Start) -> None:
    """Look whether each account has the names that the rules have for it, and again after a while
    where it was in vain; the next look is the supervisor's to start."""
    redis = jobs.redis_for(start.config.redis_url, _REDIS_SECONDS)
    engine = engine_for(start.config.database_url, ping=True)
    left = [*start.accounts.values()]
    for _ in range(_LOOKS):
        left = [each for each in left if not _look_at(start, each, engine, redis)]
        if not left:
            return
        time.sleep(_BETWEEN_LOOKS)


def _look_at(start: Start, account: AccountSettings, engine: Engine, redis: Redis) -> bool:
    """Whether that account could be asked."""
    rules, name = _counting(engine, start), account.name
    every = rules.names_for(name, account.vendor.sorts)
    tags = [what for sort, what in every if sort is Sort.TAG and not rules.create_missing_tags]
    others = [each for each in every if each[0] is not Sort.TAG]
    lacked = missing_names.lacking(engine, name, knows_of(engine, name))
    crm = crm_for(account, engine, pace_of(account, redis))
    if not look_at_tags(crm, tags, start.config.rules_file.name, others):
        return False
    missing_names.tell_again(engine, name, lacked, knows_of(engine, name))
    return True


def _counting(engine: Engine, start: Start) -> Rules:
    """Others may have been published since the start."""
    try:
        with engine.connect() as connection:
            return library().newest(connection)[1]
    except (SQLAlchemyError, NoRules, ConfigError):
        return start.rules


def knows_of(engine: Engine, name: str) -> missing_names.Knows:
    """Whether the account was seen to have a tag, list, field or automation of that name."""
    memory = AccountMemory(engine, name)
    return lambda sort, what: memory.get(f"{sort}:{tag_key(what)}") is not None


def run_one_worker(start: Start, timing: Timing) -> None:
    """One worker process, until SIGTERM."""
    config, engine = start.config, engine_for(start.config.database_url, ping=True)
    _insist(lambda: start_with(engine, start))
    books, redis = library(), jobs.redis_for(config.redis_url, _REDIS_SECONDS)
    # Where there are several, no worker waits long for one that asks for quiet.
    hold = _SHORT_HOLD if start.several else None
    paces = {name: pace_of(a, redis, longest_hold=hold) for name, a in start.accounts.items()}
    reconcilers = reconcilers_for(start, engine, books, paces, timing)
    signals = jobs.Signals(redis, destinations=start.accounts)
    patience = timing.patience
    work = Work(engine, Intake(engine, books), reconcilers, patience, signals.send_place)

    def last() -> Collection[str]:
        """Those for which a worker would wait, while there may be something to do for others."""
        return work.ailing() | {name for name, pace in paces.items() if pace.is_taken()}

    _insist(redis.ping)
    try:
        connection = jobs.redis_for(config.redis_url, connections=2)
        run_worker(connection, work, start.accounts, last if start.several else frozenset[str])
    except RedisError as error:
        logger.warning("waiting for Redis (%s)", type(error).__name__)


def reconcilers_for(
    start: Start,
    engine: Engine,
    books: Library,
    paces: Mapping[str, RedisPace],
    timing: Timing,
) -> dict[str, Reconciler]:
    """By the destinations' names. The first that has tags is the one of which the site is told."""
    notifier = notifier_for(start.config)
    made: dict[str, Reconciler] = {}
    with engine.connect() as connection:
        home = destinations.home(connection)
    for name, account in start.accounts.items():
        sorts, notify = account.vendor.sorts, None
        if notifier and Sort.TAG in sorts:
            notify, notifier = notifier.changed, None
        made[name] = Reconciler(
            engine, books, crm_for(account, engine, paces[name], answer=timing.answer),
            timing.patience, notify, sorts=sorts, home=home,
        )  # fmt: skip
    return made


def start_with(engine: Engine, start: Start) -> None:
    """The accounts have their rows, and the rules file is published. Raises SQLAlchemyError, and
    NotStored before the tables are there."""
    if lacks := lacking(engine):
        raise NotStored(lacks)
    rules, accounts = start.file or start.rules, start.accounts
    ownership.meet(engine, {
        name: each.identity or each.destination.vendor for name, each in accounts.items()
    })  # fmt: skip
    if not start.trouble:  # else they are no file's
        of_file = rules.text, rules.version, rules.name
        number = rulebooks.publish_file(engine, of_file, utc_now())
        logger.info("%s was read; publication %d of the rules counts", rules.name, number)
    departure.let_go(engine, [*accounts])


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
        start = start_of(os.environ)
    except ConfigError as error:
        sys.exit(f"The workers cannot start:\n{error}")
    work = partial(run_one_worker, start, timing)
    Supervisor(start.config.workers, work, chores_for(start, timing)).run()


if __name__ == "__main__":
    main()
