"""Everything that waits for a person now, oldest first: one list for the console, for alerts, for
/healthz?strict and for programs."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bridge.explain.destination_standing import accounts_of
from bridge.explain.rules_file import RulesNow
from bridge.explain.troubles.account_needs import account_needs, name_needs
from bridge.explain.troubles.delivery_needs import delivery_needs
from bridge.explain.troubles.installation_needs import (
    WorkersTold,
    deploy_needs,
    rules_needs,
    secret_needs,
    silence_needs,
    worker_needs,
)
from bridge.explain.troubles.need import Need, NeedKind
from bridge.explain.troubles.product_needs import product_needs
from bridge.model import Sort, target_key
from bridge.model.errors import ConfigError
from bridge.reconcile.library import Library, NoRules
from bridge.rules import Rules
from bridge.store import schema

_EVER = datetime.max.replace(tzinfo=UTC)
_AWAY = "Postgres does not answer, so nothing is stored; the cart sends it again."
_START = "Start it, or put DATABASE_URL right. Everything goes on by itself then."
POSTGRES_AWAY = f"{_AWAY} {_START}"
_MIGRATE = "Run `bridge migrate`; a release does it by itself where the Procfile says so."


class Needs:
    """`file_rules` are those of the rules file on this machine, and `workers` what is seen of them;
    without one of them nothing is said about it."""

    def __init__(
        self,
        engine: Engine,
        library: Library,
        file_rules: RulesNow | None = None,
        workers: Callable[[], WorkersTold] | None = None,
    ) -> None:
        self._engine = engine
        self._library = library
        self._file_rules = file_rules
        self._workers = workers

    def now(self, at: datetime) -> list[Need]:
        """What is wrong with the installation itself first. Never raises SQLAlchemyError."""
        try:
            lacking = schema.lacking(self._engine)
            if lacking:
                return [Need("database", NeedKind.DATABASE, lacking, _MIGRATE)]
            return sorted(self._all(at), key=_order)
        except SQLAlchemyError:
            return [Need("database", NeedKind.DATABASE, _AWAY, _START)]

    def _all(self, at: datetime) -> Iterator[Need]:
        rules = self._rules()
        seen = self._workers() if self._workers else None
        if seen:
            yield from worker_needs(seen)
        if self._file_rules:
            yield from rules_needs(self._engine, self._file_rules)
        yield from deploy_needs(self._engine)
        yield from secret_needs(self._engine, at)
        yield from silence_needs(self._engine, at)
        accounts = accounts_of(self._engine, self._library)
        yield from account_needs(accounts, at)
        works = seen is not None and seen.redis and seen.seen
        moves = works and not any(each.rests for each in accounts)
        waiting = [*delivery_needs(self._engine, at, moves=moves)]
        yield from waiting
        if rules:
            yield from name_needs(self._engine, rules, [*filter(None, map(_refused, waiting))])
            yield from product_needs(self._engine, rules)

    def _rules(self) -> Rules | None:
        try:
            with self._engine.connect() as connection:
                return self._library.newest(connection)[1]
        except (NoRules, ConfigError):
            return None


def _refused(need: Need) -> tuple[str, str] | None:
    """Where which target is refused, so that nobody is told twice that it lacks that."""
    if need.at_its_root is None:
        return None
    told = need.at_its_root.target
    return told["destination"], target_key(Sort(told["sort"]), told["name"])


_FIRST = (NeedKind.DATABASE, NeedKind.REDIS, NeedKind.WORKERS)


def _order(need: Need) -> tuple[bool, datetime, str]:
    """Of what has no beginning, what keeps all from working comes first, and the rest last."""
    return need.kind not in _FIRST, need.since or _EVER, need.key
