"""`bridge rules`"""

from pathlib import Path

import click

from bridge.cli.database import say_if_file_differs
from bridge.cli.environment import rules_of
from bridge.cli.options import file_argument, json_option
from bridge.cli.output import say_json, say_table
from bridge.explain.trial.rule_words import rule_words
from bridge.model import Action
from bridge.rules import HELD, Rule, Rules, describe, ordered

_HEADS = ("WHEN", "ONLY FOR", "DOES", "RULE (LINE)")


@click.command()
@file_argument
@json_option
def rules(file: Path | None, as_json: bool) -> None:
    """Print the rules as a table, memberships written out: one row a rule.

    FILE is a rules file; without it, the one that RULES_FILE names. Needs no other setting. What is
    too wide for the terminal runs on below itself; piped, each rule is one line. Where other rules
    count by now, published in the console say, it says so: `bridge rules pull` brings them here.
    """
    found = rules_of(file)
    if as_json:
        say_json([_as_json(rule) for rule in found.rules])
    else:
        _say(found)
    if file is None:
        say_if_file_differs()


def _say(found: Rules) -> None:
    say_table(_HEADS, map(_row, found.rules), _HEADS)
    for offer in (offer for offer in found.offers if offer.lasting):
        lasting = ", ".join(f"{key} {value}" for key, value in offer.lasting.items())
        click.echo(f"{offer.membership.name} ({offer.membership.line}): {lasting}")


def _row(rule: Rule) -> tuple[str, ...]:
    does = rule_words(rule)
    when = ", ".join(ordered(rule.when))
    return (
        when,
        ", ".join(rule.memberships) or describe(rule.block).removeprefix("items ") or "any item",
        does if rule.enabled else f"off: {does}",
        # A membership's rules are named `Gold: refund`; the event stands in its own column.
        f"{rule.name.removesuffix(f': {when}')} ({rule.line})",
    )


def _as_json(rule: Rule) -> dict[str, object]:
    does: dict[str, object] = {
        action: targets for action, held in HELD.items() if (targets := getattr(rule, held))
    }
    if rule.sets:
        does[Action.SET] = dict(rule.sets)
    return {
        "rule": rule.name,
        "line": rule.line,
        "enabled": rule.enabled,
        "when": ordered(rule.when),
        "only_for": rule.block.written,
        "later": rule.later.written if rule.later else {},
        "does": does,
    } | ({"memberships": rule.memberships} if rule.memberships else {})
