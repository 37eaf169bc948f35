"""The receiver's composition root: `gunicorn app:app`."""

import os
import sys
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from flask import Flask
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bridge import jobs, settings, web
from bridge.errors import ConfigError, NotStored
from bridge.model import Event
from bridge.sources.thrivecart import ThriveCart
from bridge.store.deliveries import Deliveries, Kept
from bridge.store.engine import engine_for

_T = TypeVar("_T")
_NEEDED = ("DATABASE_URL", "REDIS_URL", "THRIVECART_SECRET")
_REDIS_SECONDS = 1.0  # how long a request may wait for Redis, which it does not depend on


def create_app(config: settings.Settings) -> Flask:
    engine = engine_for(config.database_url, connections=4)
    deliveries = Deliveries(engine)
    signals = jobs.Signals(jobs.redis_for(config.redis_url, _REDIS_SECONDS))

    def keep(event: Event, at: datetime) -> Kept:
        try:
            return _insisting(lambda: deliveries.keep(event, at))
        except SQLAlchemyError as error:
            raise NotStored(f"Postgres does not answer ({type(error).__name__})") from None

    def health() -> web.Health:
        worker = signals.workers_alive()
        return web.Health(_answers(engine), redis=worker is not None, worker=bool(worker))

    app = Flask(__name__)
    source = ThriveCart(config.thrivecart_secret)
    receiver = web.Receiver([source], keep, signals.send, health)
    app.register_blueprint(receiver.blueprint())
    return app


def _insisting(attempt: Callable[[], _T]) -> _T:
    """Once more over a new connection, when the one it had was cut while it lay in the pool."""
    try:
        return attempt()
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        return attempt()


def _answers(engine: Engine) -> bool:
    def ask() -> None:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))

    try:
        _insisting(ask)
    except SQLAlchemyError:
        return False
    return True


def _from_environment() -> Flask:
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
