"""`bridge rules`"""

from pathlib import Path

import click

from bridge.cli.columns import table
from bridge.cli.doing import in_short
from bridge.cli.surroundings import rules_of
from bridge.cli.wording import say_json
from bridge.model import Action
from bridge.rules import HELD, Rule, ordered, told

_HEADS = ("WHEN", "ONLY FOR", "DOES", "RULE (LINE)")


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
def rules(file: Path | None, as_json: bool) -> None:
    """Print the rules as a table, memberships written out: one row a rule.

    FILE is a rules file; without it, the one that RULES_FILE names. Needs no other setting. What is
    too wide for the terminal runs on below itself; piped, each rule is one line.
    """
    found = rules_of(file)
    if as_json:
        say_json([_as_json(rule) for rule in found.rules])
        return
    for line in table(_HEADS, [_row(rule) for rule in found.rules], wrap=_HEADS):
        click.echo(line)
    for offer in (offer for offer in found.offers if offer.lasting):
        lasting = ", ".join(f"{key} {value}" for key, value in offer.lasting.items())
        name = f"{offer.membership.name} ({offer.membership.line})"
        click.echo(f"{name}: {lasting}")


def _row(rule: Rule) -> tuple[str, ...]:
    does = in_short(rule)
    when = ", ".join(ordered(rule.when))
    return (
        when,
        ", ".join(rule.memberships) or told(rule.block).removeprefix("items ") or "any item",
        does if rule.enabled else f"off: {does}",
        # A membership's rules are named `Gold: refund`; the event stands in its own column.
        f"{rule.name.removesuffix(f': {when}')} ({rule.line})",
    )


def _as_json(rule: Rule) -> dict[str, object]:
    does: dict[str, object] = {
        action: [*targets] for action, held in HELD.items() if (targets := getattr(rule, held))
    }
    if rule.sets:
        does[Action.SET] = dict(rule.sets)
    return {
        "rule": rule.name,
        "line": rule.line,
        "enabled": rule.enabled,
        "when": [str(kind) for kind in ordered(rule.when)],
        "only_for": rule.block.written,
        "later": rule.later.written if rule.later else {},
        "does": does,
    } | ({"memberships": [*rule.memberships]} if rule.memberships else {})
