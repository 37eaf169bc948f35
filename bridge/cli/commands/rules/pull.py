"""`bridge rules pull`"""

import os
from difflib import unified_diff
from pathlib import Path

import click

from bridge.cli.database import NO_RULES, open_store
from bridge.cli.environment import kind_of_no_file, rules_path
from bridge.cli.options import confirm, file_argument, yes_option
from bridge.cli.output import printable, wrapped
from bridge.explain.publishing.pulled_file import PulledFile
from bridge.explain.publishing.pulled_file import pull as pull_into
from bridge.model.errors import BridgeError
from bridge.reconcile.publishing.refusals import published_words


@click.command("rules pull")
@file_argument
@yes_option
def pull(file: Path | None, yes: bool) -> None:
    """Write the rules that count into a rules file, together with what was changed in it.

    Without FILE it is the one that RULES_FILE names; one that is not there is made. Where the file
    has changes that were never published, both are brought together by lines; the difference is
    shown, and you are asked. Where both changed the same place, it is said and nothing is written.
    Nothing is published: `bridge rules push` does that, or a release. Needs DATABASE_URL.
    """
    path = file or rules_path()
    mine = _text_of(path)
    with open_store().connect() as connection:
        found = pull_into(connection, mine, str(path))
    if found is None:
        raise BridgeError(NO_RULES)
    if found.text == mine:
        click.echo(f"{path} has all of version {found.counts.number}, which counts.")
        return
    _say_difference(path, mine, found)
    if found.was_changed and not yes:
        confirm(f"Write this into {path}?", f"bridge rules pull {path} --yes")
    _write(path, found.text)
    what = "and what you changed in it" if found.was_changed else "and nothing else"
    click.echo(f"{path} has version {found.counts.number} now, {what}.")


def _text_of(path: Path) -> str:
    """ "" where there is no file. Raises BridgeError for what cannot be read or is no text."""
    if kind := kind_of_no_file(path):
        raise BridgeError(f"{printable(path)}: this is {kind}, not a file. Nothing was written.")
    try:
        text = path.read_bytes().decode()
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError:
        raise BridgeError(f"{path}: the file is not saved as UTF-8. Nothing was written.") from None
    except (OSError, ValueError) as error:  # ValueError: a path that no file can have
        why = getattr(error, "strerror", None) or error
        raise BridgeError(f"{path}: the file cannot be read ({why}).") from None
    if "\0" in text:
        no_text = "the file holds a NUL character, so it is no text"
        raise BridgeError(f"{path}: {no_text}. Nothing was written.")
    return text


def _say_difference(path: Path, mine: str, found: PulledFile) -> None:
    counts = found.counts
    click.echo(wrapped(f"Version {counts.number} was published {published_words(counts)}."))
    before, after = mine.splitlines(), found.text.splitlines()
    for line in unified_diff(before, after, str(path), f"version {counts.number}", lineterm=""):
        click.echo(printable(line))


def _write(path: Path, text: str) -> None:
    """Whole, or not at all."""
    whole = path.resolve()
    beside = whole.with_name(f".{whole.name}.new")
    try:
        beside.write_bytes(text.encode())
        if whole.exists():
            beside.chmod(whole.stat().st_mode)
        os.replace(beside, whole)  # Path.replace reads worse beside its path
    except OSError as error:
        raise BridgeError(f"{path}: the file cannot be written ({error.strerror}).") from None
