"""The store as commands open it."""

from sqlalchemy import Engine

from bridge.cli.environment import settings_of
from bridge.reconcile.library import Library
from bridge.rules import file as rulesfile
from bridge.store.engine import engine_for

NO_RULES = "No rules were published yet. The workers do that when they start: python worker.py"
NO_DELIVERY = "No delivery has the id {}. `bridge events` lists those there are."


def open_store(*also: str) -> Engine:
    """Raises ConfigError when DATABASE_URL, or a setting in `also`, is missing or wrong."""
    return engine_for(settings_of("DATABASE_URL", *also).database_url, connections=1)


def library() -> Library:
    """The publications of the rules in the store, read as they are needed."""
    return Library(rulesfile.parse)
