"""The store as commands open it, and a note where the rules file differs from what counts there."""

import os
from collections.abc import Callable

import click
from sqlalchemy import Engine

from bridge.cli.environment import rules_path, settings_of
from bridge.cli.output import say_note
from bridge.explain import publication
from bridge.explain.by_hand.holder import NO_RULES as NO_RULES
from bridge.explain.rules_file import RulesNow
from bridge.model.errors import ConfigError
from bridge.reconcile.library import Library
from bridge.rules import file as rulesfile
from bridge.store.engine import engine_for

_BY_FILE = "What is said here of the rules is by the rules file, not by those that count."
NO_DELIVERY = "No delivery has the id {}. `bridge events` lists those there are."


def open_store(*also: str) -> Engine:
    """Raises ConfigError when DATABASE_URL, or a setting in `also`, is missing or wrong."""
    return engine_for(settings_of("DATABASE_URL", *also).database_url, connections=1)


def library() -> Library:
    """The publications of the rules in the store, read as they are needed."""
    return Library(rulesfile.parse)


def file_difference() -> str:
    """How RULES_FILE's file differs from what the workers go by; "" also without a database."""
    return _of_store(lambda engine: publication.difference(engine, RulesNow(rules_path())))


def file_contradiction() -> str:
    """Why a release with RULES_FILE's file is refused; likewise."""
    return _of_store(lambda engine: publication.contradiction(engine, rules_path()))


def file_behind() -> str:
    """That others were published since RULES_FILE's file; likewise."""
    return _of_store(lambda engine: publication.behind(engine, rules_path()))


def _of_store(answer: Callable[[Engine], str]) -> str:
    if not os.environ.get("DATABASE_URL"):
        return ""
    try:
        return answer(open_store())
    except ConfigError:
        return ""  # whoever needs these settings says what is wrong with them


def say_if_file_differs() -> None:
    """On stderr: what was told by the file is not what the workers go by. Nothing where it is."""
    behind = file_behind()
    if words := file_difference() or (behind and f"{_BY_FILE} {behind}"):
        click.echo(err=True)
        say_note(words)
