"""A note on which publication of the rules the workers go by, where the rules file differs."""

import os

import click

from bridge.cli.database import open_store
from bridge.cli.environment import rules_path
from bridge.cli.output import say_note
from bridge.explain import publication
from bridge.model.errors import ConfigError


def say_if_file_differs() -> None:
    """On stderr; nothing where it does not."""
    if words := difference():
        click.echo(err=True)
        say_note(words)


def difference() -> str:
    """Of RULES_FILE's file; "" also without a database."""
    if not os.environ.get("DATABASE_URL"):
        return ""
    try:
        return publication.difference(open_store(), rules_path())
    except ConfigError:
        return ""  # whoever needs these settings says what is wrong with them
