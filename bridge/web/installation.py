"""What one deployment has, for pages that work with it: settings, store, rules, accounts."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from redis import Redis
from sqlalchemy import Engine

from bridge.destinations.account import settings_of_account
from bridge.destinations.base import Crm
from bridge.destinations.rate import RedisPace
from bridge.explain.patient_store import Record
from bridge.explain.rules_file import RulesNow
from bridge.model.errors import ConfigError
from bridge.reconcile.library import Library, NoRules
from bridge.rules import Rules
from bridge.settings import Settings
from bridge.store.memory import AccountMemory

# A page waits no longer than this for its turn at an account, nor for that one's answer.
_TURN_SECONDS = 3.0
_ANSWER_SECONDS = 5.0


class SeenWorkers(Protocol):
    """Whether Redis answers and a worker was seen lately, and what they say is wrong."""

    @property
    def redis(self) -> bool: ...
    @property
    def seen(self) -> bool: ...
    @property
    def trouble(self) -> str: ...
    @property
    def troubles(self) -> Iterator[str]: ...


@dataclass(frozen=True)
class Installation:
    """`signal` has deliveries worked on now and gives False when Redis does not answer (they are
    swept later), `signal_place` a place of a destination likewise. `file_rules` are those of the
    rules file on this machine. `environment` holds secrets and stays out of the repr."""

    config: Settings
    engine: Engine
    record: Record
    library: Library
    file_rules: RulesNow
    redis: Redis
    signal: Callable[[Iterable[int]], bool]
    signal_place: Callable[[int, str], bool]
    workers: Callable[[], SeenWorkers]
    environment: Mapping[str, str] = field(repr=False)

    def rules(self) -> Rules | None:
        """Those that count: the newest of the store, or the file's before any were published there.
        None where there are none that this release can read. Raises SQLAlchemyError."""
        try:
            with self.engine.connect() as connection:
                return self.library.newest(connection)[1]
        except NoRules:
            return self.file_rules()
        except ConfigError:
            return None

    def account(self, name: str) -> Crm:
        """The destination of that name, to be called from a page: at the pace that all workers
        share, and patient for seconds only. Raises ConfigError where the rules do not name it or
        its settings are missing or wrong."""
        rules = self.rules()
        named = {each.name: each for each in rules.destinations} if rules else {}
        if name not in named:
            raise ConfigError([f"The rules name no destination '{name}'."])
        account = settings_of_account(named[name], self.environment)
        pace = RedisPace(
            self.redis, account.identity or name, account.rate, _TURN_SECONDS, _TURN_SECONDS
        )
        return account.connect(pace, AccountMemory(self.engine, name), _ANSWER_SECONDS)
