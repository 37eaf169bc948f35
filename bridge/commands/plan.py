"""`bridge plan`"""

import shlex
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Engine

from bridge import rulesfile
from bridge.commands.columns import wrapped
from bridge.commands.findings import Findings
from bridge.commands.planned import Counts, people_counted, planned_json, say_counts
from bridge.commands.surroundings import library, open_store, rules_path
from bridge.commands.wording import say_json
from bridge.errors import BridgeError, ConfigError
from bridge.reconcile.library import NoRules
from bridge.reconcile.planning import Summary
from bridge.reconcile.planning import plan as plan_of
from bridge.rules import Rules


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--all", "every", is_flag=True, help="List everybody, not just the first 50.")
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
def plan(file: Path, every: bool, as_json: bool) -> None:
    """Say who would gain or lose which access and tags by a rules file.

    It looks at every person's whole life as if FILE had decided it, and compares that with what her
    contact was told. Nothing is changed: `bridge apply FILE` does that. Needs DATABASE_URL.
    """
    _, summary, _, told = look(open_store(), file, every=every, as_json=as_json)
    if as_json:
        say_json(told)
    elif summary.people:
        then = f"bridge apply {shlex.quote(str(file))}"
        click.echo(f"\nNothing was changed. To bring them there: {then}")


def look(
    engine: Engine, file: Path, *, every: bool, as_json: bool
) -> tuple[Rules, Summary, Counts, dict[str, Any]]:
    """Say the plan, or give it for scripts. Raises ConfigError with every mistake in the file."""
    rules, summary, counts = rules_in(file), Summary(), Counts()
    try:
        found = plan_of(engine, library(), rules.crm, rules, summary)
        watched = counts.watch(found, every=every, quiet=as_json)
        listed = [planned_json(each) for each in watched if as_json]
    except NoRules:
        raise BridgeError(
            "No rules were published yet. The workers do that when they start: python worker.py"
        ) from None
    if as_json:
        return rules, summary, counts, _as_json(rules, summary, counts) | {"people": listed}
    about = f"{rules.name}, for {people_counted(summary.looked_at)} and what they were told"
    if not summary.people:
        click.echo(f"{about}: nothing would change.")
        return rules, summary, counts, {}
    say_counts(counts, summary, every=every)
    click.echo(f"\n{about}: {people_counted(summary.people)} would change, "
               f"{summary.losing or 'none'} of them would lose access.")  # fmt: skip
    if hint := _other_file(rules):
        click.echo(f"\n{wrapped(hint)}")
    return rules, summary, counts, {}


def rules_in(file: Path) -> Rules:
    """Raises ConfigError with every mistake, those of its examples among them."""
    findings = Findings()
    findings.look_at_rules(file)
    if findings.rules is None or findings.problems:
        raise ConfigError(findings.problems)
    return findings.rules


def _other_file(rules: Rules) -> str:
    """What to do so that a restart publishes these rules, too."""
    path = rules_path()
    try:
        standing = rulesfile.load(path)
    except ConfigError:
        return f"RULES_FILE ({path}) cannot be read here."
    if standing.text == rules.text:
        return ""
    return (
        f"RULES_FILE ({path}) says otherwise. Put {rules.name} in its place and release, or what "
        "stands there is published at the next start."
    )


def _as_json(rules: Rules, summary: Summary, counts: Counts) -> dict[str, Any]:
    return {
        "rules": rules.name,
        "version": rules.version,
        "looked_at": summary.looked_at,
        "would_change": summary.people,
        "would_lose_access": summary.losing,
        "plan": summary.digest,
        "opens": dict(counts.opens),
        "closes": dict(counts.closes),
    }
