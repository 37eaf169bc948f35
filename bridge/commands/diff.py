"""`bridge diff`"""

import shlex
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Engine

from bridge import rulesfile
from bridge.commands.carrying import (
    Means,
    agreed,
    did_a_part,
    on_its_way,
    say_tally,
    tally_json,
    undo_all,
)
from bridge.commands.columns import wrapped
from bridge.commands.findings import Findings
from bridge.commands.names import look_up
from bridge.commands.preview import Preview
from bridge.commands.previewed import say_preview
from bridge.commands.surroundings import open_store, rules_path
from bridge.commands.wording import contacts_counted, say_json
from bridge.errors import ConfigError
from bridge.redeciding.comparing import compare
from bridge.redeciding.rewriting import Rewriting, Rulebook
from bridge.redeciding.rounds import Tally
from bridge.rules import Rules
from bridge.store import applications
from bridge.store.pasts import pasts_since


@dataclass(frozen=True)
class _Asked:
    """The file as it was typed, and how far back it is to look."""

    file: Path
    rules: Rules
    days: int
    now: datetime

    @property
    def since(self) -> datetime:
        return self.now - timedelta(days=self.days)

    @property
    def command(self) -> str:
        days = "" if self.days == _DAYS else f" --days {self.days}"
        return f"bridge diff {shlex.quote(str(self.file))}{days} --apply"

    @property
    def lately(self) -> str:
        return f"the last {self.days} days" if self.days != 1 else "the last day"


_DAYS = 30


@click.command()
@click.argument("new", metavar="NEW.yaml", type=click.Path(path_type=Path))
@click.option("--days", type=click.IntRange(1, 3650), default=_DAYS, show_default=True,
              help="How far back; what was received before stays as it was decided.")  # fmt: skip
@click.option("--all", "every", is_flag=True, help="List every contact, not just the first 50.")
@click.option("--apply", "wanted", is_flag=True, help="Bring the contacts to it, after asking.")
@click.option("--yes", is_flag=True, help="With --apply: do not ask first.")
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
def diff(new: Path, days: int, every: bool, wanted: bool, yes: bool, as_json: bool) -> None:
    """Say which contacts would gain or lose which tags by another rules file.

    It decides what was received lately once more, by NEW.yaml, and compares. Nothing is changed
    without --apply, which brings the contacts to the new file's result, at the CRM's pace, and can
    be taken back (bridge undo). No automation is started and no trigger fired by it. Needs
    DATABASE_URL; with --apply also REDIS_URL, and ACTIVECAMPAIGN_URL and _KEY to ask first whether
    the account has the names.
    """
    if yes and not wanted:
        raise click.UsageError("--yes goes with --apply.")
    if wanted and as_json and not yes:
        raise click.UsageError("--json asks nothing: with --apply, say --yes too.")
    asked = _Asked(new, _rules_of(new), days, datetime.now(UTC))
    means = Means.given() if wanted else None
    engine = means.engine if means else open_store()
    pasts = pasts_since(engine, asked.rules.crm, asked.since)
    decide = asked.rules.changes
    preview = Preview.of(compare(past, decide, asked.since, asked.now) for past in pasts)
    if not as_json:
        _say(preview, asked, every=every)
    applied = _apply(means, preview, asked, yes=yes, quiet=as_json) if means else None
    if as_json:
        say_json(_as_json(preview, asked, applied))
    elif not applied and preview.contacts:
        click.echo(f"\nNothing was changed. To bring these contacts to it: {asked.command}")


def _rules_of(file: Path) -> Rules:
    """Raises ConfigError with every mistake, those of its examples among them."""
    findings = Findings()
    findings.look_at_rules(file)
    if findings.rules is None or findings.problems:
        raise ConfigError(findings.problems)
    return findings.rules


def _say(preview: Preview, asked: _Asked, *, every: bool) -> None:
    looked_at = contacts_counted(preview.looked_at)
    about = f"{asked.rules.name} for what was received in {asked.lately} ({looked_at})"
    if not preview.contacts:
        click.echo(f"{about}: nothing would change.")
        return
    click.echo(f"{about}:")
    if not preview.listed:
        click.echo("\nNo contact would gain or lose anything.")
    say_preview(preview, every=every)
    if hint := _other_file(asked.rules):
        click.echo(f"\n{wrapped(hint)}")


def _other_file(rules: Rules) -> str:
    """What to do so that new deliveries are decided by these rules, too."""
    path = rules_path()
    try:
        standing = rulesfile.load(path)
    except ConfigError:
        return (
            f"What comes from now on is decided by RULES_FILE ({path}), which cannot be read here."
        )
    if _text_of(standing) == _text_of(rules):
        return ""
    return (
        f"What comes from now on is still decided by RULES_FILE ({path}), which says otherwise. "
        f"Put {rules.name} in its place and release."
    )


def _text_of(rules: Rules) -> str:
    """The version's hash, whatever the commit."""
    return rules.version.partition("@")[0]


def _apply(
    means: Means, preview: Preview, asked: _Asked, *, yes: bool, quiet: bool
) -> tuple[int, Tally] | None:
    """The application's number and how it went; None where there was nothing to do."""
    rules, engine = asked.rules, means.engine
    if not preview.contacts:
        if not quiet:
            _say_parts(engine, rules)
        return None
    look_up(preview, rules)
    if not yes:
        agreed(means, preview, f"Apply {rules.name} to", rules.crm, f"{asked.command} --yes")
    named = rules.name, rules.version
    number = applications.begin(engine, rules.crm, named, len(preview.contacts), asked.now)
    rewriting = Rewriting(engine, number, asked.now)
    book = Rulebook(rules.changes, *named, asked.since, rules.create_missing_tags)
    tally = means.go_through(
        preview.contacts, lambda contact, when: rewriting.apply(contact, book, when)
    )
    applications.finish(engine, number, datetime.now(UTC))
    if not quiet:
        changed = contacts_counted(tally.changed)
        click.echo(f"Application {number}: {changed} done{on_its_way(tally)}.")
        say_tally(tally, asked.command)
        click.echo(_way_back(number, engine, rules))
    return number, tally


def _way_back(number: int, engine: Engine, rules: Rules) -> str:
    """Names also those that were killed when they had done a part of it."""
    parts = [n for n in applications.parts_of(engine, rules.crm, rules.version) if n < number]
    if not parts:
        return f"To take it back: bridge undo {number}"
    return f"To take all of it back ({did_a_part(parts)}): {undo_all([number, *parts])}"


def _say_parts(engine: Engine, rules: Rules) -> None:
    """Nothing is left to do; whoever did the last of it was perhaps killed before saying so."""
    if parts := applications.parts_of(engine, rules.crm, rules.version):
        click.echo(f"To take it back ({did_a_part(parts)}): {undo_all(parts)}")


def _as_json(preview: Preview, asked: _Asked, applied: tuple[int, Tally] | None) -> dict[str, Any]:
    told = {"rules": asked.rules.name, "version": asked.rules.version, "days": asked.days}
    done = {"number": applied[0], **tally_json(applied[1])} if applied else None
    return {**told, **preview.as_json(), "application": done}
