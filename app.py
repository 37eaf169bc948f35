"""The receiver's composition root: `gunicorn app:app`."""

import logging
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from bridge import settings
from bridge.alerts.lookout import Lookout, kinds_of_trouble, watch_of
from bridge.explain import publication
from bridge.explain.buyer import Buyers
from bridge.explain.next_steps import COMMANDS, PAGES, NextSteps
from bridge.explain.patient_store import Record
from bridge.explain.rules_file import RulesNow
from bridge.explain.troubles.needs import Needs
from bridge.model.errors import ConfigError
from bridge.queue import jobs
from bridge.queue.signal_sender import SignalSender
from bridge.reconcile.library import Library
from bridge.rules import file as rulesfile
from bridge.sources.thrivecart.source import ThriveCart
from bridge.store.engine import engine_for
from bridge.store.readiness import sightings
from bridge.store.sessions.ended_sessions import EndedSessions
from bridge.web import receiver as web
from bridge.web.api.api import Api
from bridge.web.api.bearer import Bearer
from bridge.web.api.resources import resources_of
from bridge.web.arrival_notes import ArrivalNotes
from bridge.web.console.console import Console
from bridge.web.console.sections import sections_of
from bridge.web.console.shell import sessions
from bridge.web.console.shell.attempts import Attempts
from bridge.web.console.shell.login import Login
from bridge.web.front import Front
from bridge.web.installation import Installation
from bridge.web.metrics import Metrics

_NEEDED = ("DATABASE_URL", "REDIS_URL", "THRIVECART_SECRET")
_REDIS_SECONDS = 1.0  # how long a request may wait for Redis, which it does not depend on


def create_app(config: settings.Settings, environment: Mapping[str, str] | None = None) -> Flask:
    """`environment` holds the destinations' settings (default: this process')."""
    engine = engine_for(config.database_url, connections=4)
    library = Library(rulesfile.parse)
    record = Record(engine, Buyers(engine, library))
    rules = RulesNow(config.rules_file)
    redis = jobs.redis_for(config.redis_url, _REDIS_SECONDS, connections=2)
    signals = jobs.Signals(redis)

    def health() -> web.Health:
        workers, store = signals.workers(), record.standing(datetime.now(UTC))
        troubles = dict.fromkeys([*store.troubles, *troubles_of(workers, COMMANDS)])
        return web.Health(
            database=store.answers,
            tables=store.answers and not store.lacking,
            redis=workers.redis,
            worker=workers.seen,
            oldest_waiting=store.oldest_waiting,
            problem=" ".join(t if t[-1] in ".?" else f"{t}." for t in troubles),
        )

    def troubles_of(workers: jobs.Workers, steps: NextSteps) -> list[str]:
        found = [*workers.troubles, publication.difference(engine, rules, steps)]
        return list(dict.fromkeys(filter(None, found)))

    app = Flask(__name__, static_folder=None)
    if config.proxy_hops:
        # Each proxy on the way adds its word; what is further back, whoever asks could have said.
        hops = config.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign] # as Flask's docs have it
    needs = Needs(engine, library, rules, signals.workers)
    source = ThriveCart(config.thrivecart_secret)
    receiver = web.Receiver([source], record.keep, SignalSender(signals.send_all).put, health,
                            ArrivalNotes(partial(sightings.note, engine)).put,
                            lambda: kinds_of_trouble(needs, datetime.now(UTC)))  # fmt: skip
    app.register_blueprint(receiver.blueprint())
    Front([source.name], has_console=bool(config.console_password)).add_to(app)
    here = Installation(
        config, engine, record, library, rules, redis,
        signals.send_all, signals.send_place, signals.workers,
        os.environ if environment is None else environment,
    )  # fmt: skip
    if watch := watch_of(config, engine, needs, redis):
        app.extensions["bridge.lookout"] = Lookout(watch.look)  # gunicorn.conf.py starts it
    if config.console_token:
        bearer = Bearer(config.console_token, Attempts(redis, "token"))
        Api(bearer, resources_of(here)).add_to(app)
        Metrics(here, bearer, signals.queued).add_to(app)
    if config.console_password:
        sessions.set_up(app, config)
        login = Login(config.console_password, Attempts(redis), EndedSessions(engine))
        Console(login, sections_of(here), lambda: troubles_of(signals.workers(), PAGES)).add_to(app)
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
