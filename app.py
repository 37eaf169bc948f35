"""The receiver's composition root: `gunicorn app:app`."""

import logging
import os
import sys
from datetime import UTC, datetime

from flask import Flask

from bridge import settings
from bridge.explain import publication
from bridge.explain.buyer import Buyers
from bridge.explain.patient_store import Record
from bridge.explain.rule_gaps import NearMisses
from bridge.explain.rules_file import RulesNow
from bridge.model.errors import ConfigError
from bridge.queue import jobs
from bridge.queue.signal_sender import SignalSender
from bridge.reconcile.library import Library
from bridge.rules import file as rulesfile
from bridge.sources.thrivecart.source import ThriveCart
from bridge.store.engine import engine_for
from bridge.web import receiver as web
from bridge.web.console.pages import Console

_NEEDED = ("DATABASE_URL", "REDIS_URL", "THRIVECART_SECRET")
_REDIS_SECONDS = 1.0  # how long a request may wait for Redis, which it does not depend on


def create_app(config: settings.Settings) -> Flask:
    engine = engine_for(config.database_url, connections=4)
    record = Record(engine, Buyers(engine, Library(rulesfile.parse)))
    rules = RulesNow(config.rules_file)
    signals = jobs.Signals(jobs.redis_for(config.redis_url, _REDIS_SECONDS, connections=2))

    def health() -> web.Health:
        workers, store = signals.workers(), record.standing(datetime.now(UTC))
        troubles = dict.fromkeys([*store.troubles, *troubles_of(workers)])
        return web.Health(
            database=store.answers,
            tables=store.answers and not store.lacking,
            redis=workers.redis,
            worker=workers.seen,
            oldest_waiting=store.oldest_waiting,
            problem=" ".join(t if t[-1] in ".?" else f"{t}." for t in troubles),
        )

    def troubles_of(workers: jobs.Workers) -> list[str]:
        found = [*workers.troubles, publication.difference(engine, rules)]
        return list(dict.fromkeys(filter(None, found)))

    def retry(id_: int) -> bool:
        return all(map(signals.send, record.reopen(id_, datetime.now(UTC))))

    app = Flask(__name__, static_folder=None)
    source = ThriveCart(config.thrivecart_secret)
    receiver = web.Receiver([source], record.keep, SignalSender(signals.send_all).put, health)
    app.register_blueprint(receiver.blueprint())
    if config.console_password:
        near = NearMisses(rules)
        console = Console(record, retry, config.console_password, near,
                          lambda: troubles_of(signals.workers()))  # fmt: skip
        app.register_blueprint(console.blueprint())
    return app


def _from_environment() -> Flask:
    logging.basicConfig(level=logging.INFO, format=settings.LOG_FORMAT)
    settings.take_env_file()
    try:
        return create_app(settings.read(os.environ, _NEEDED))
    except ConfigError as error:
        sys.exit(f"The receiver cannot start:\n{error}")


def __getattr__(name: str) -> Flask:
    # Built when gunicorn asks for it, so that importing this module starts nothing.
    if name != "app":
        raise AttributeError(name)
    globals()["app"] = made = _from_environment()
    return made
