"""`bridge unmapped`"""

from datetime import UTC, datetime, timedelta
from typing import Any

import click

from bridge.cli.database import open_store, say_if_file_differs
from bridge.cli.environment import rules_of
from bridge.cli.options import json_option, whole_number
from bridge.cli.output import picked, say_json, say_note, wrapped
from bridge.explain.products.snippet import Snippet, snippet_for, waited_for
from bridge.model.errors import ConfigError
from bridge.model.text import clock, counted, item_words
from bridge.rules import SpokenOf
from bridge.store.products import Unmapped, with_applied
from bridge.store.products import unmapped as read_unmapped

_THEN = (
    "Change the tags to those you want, then run `bridge check`. When the workers start with the "
    "new file, they apply these deliveries."
)
_NOT_READ = (
    "Your rules file is not here or has mistakes (see `bridge check`), so what was applied without "
    "a rule for its item is not listed."
)


@click.command()
@click.option("--days", type=whole_number(1, 36_500), default=90, show_default=True,
              help="How far back to look at what was applied.")  # fmt: skip
@json_option
def unmapped(days: int, as_json: bool) -> None:
    """List what was sold or happened without any rule for it.

    With each, the lines to put into the rules file: change the tag in them to the one you want.
    When the workers start with the new file, they apply these deliveries by themselves. Needs
    DATABASE_URL.

    What the file says to `ignore` is left out. Also told, by the rules as they stand in the file
    now, is what was sold without a rule of its own: a rule that asks for no item, or for every
    product-*, speaks of none that is bought, unless all rules for purchases are like that.
    """
    engine = open_store()
    try:
        rules = rules_of(None)
    except ConfigError:
        rules = None  # what else is listed is worth seeing
    found = read_unmapped(engine)
    if rules is None:
        say_note(_NOT_READ)
    else:
        since = datetime.now(UTC) - timedelta(days=days)
        found = with_applied(engine, found, since, SpokenOf(rules).unmapped)
        found = [each for each in found if not (each.item and rules.ignores(each.item))]
        say_if_file_differs()
    known = waited_for(rules)
    told = [(each, snippet_for(each.kind, each.item, known)) for each in found]
    if as_json:
        say_json([_as_json(*each) for each in told])
    elif told:
        _say(told)
    else:
        click.echo("Nothing is unmapped: every delivery about a buyer's access has its rule.")


def _say(told: list[tuple[Unmapped, Snippet]]) -> None:
    above: set[Snippet] = set()
    for each, snippet in told:
        click.echo(wrapped(f"{counted(each.deliveries, 'delivery')}: {_what(each)}"))
        first, last = clock(each.first), clock(each.last)
        when = f"Received from {first} to {last}." if first != last else f"Received {first}."
        click.echo(when)
        if before := _before(each):
            click.echo(wrapped(before))
        if snippet in above:
            click.echo("The same lines as above.\n")
            continue
        above.add(snippet)
        click.echo(f"Put below '{snippet.section}:' in your rules file:\n{snippet.lines}")
    click.echo(wrapped(_THEN))


def _before(each: Unmapped) -> str:
    """What gave access goes on giving it, whatever a new file says."""
    if not each.spoken_of_before:
        return ""
    of = f"{each.spoken_of_before} of them"
    if each.spoken_of_before == each.deliveries:
        of = "it" if each.deliveries == 1 else "all of them"
    return (
        f"Rules published before spoke of {of}, so new lines leave that as it is; `bridge plan` "
        "shows what they would change."
    )


def _what(each: Unmapped) -> str:
    """`purchase product-34 plan 912 (Gold course), in test mode`"""
    item = f" {item_words(each.item)}" if each.item else ""
    name = f" ({each.item.name})" if each.item and each.item.name else ""
    return f"{each.kind}{item}{name}{', in test mode' if each.only_tests else ''}"


def _as_json(each: Unmapped, snippet: Snippet) -> dict[str, Any]:
    item = each.item
    return {
        "item": item.key if item else "",
        "plan": item.plan if item else "",
        "name": item.name if item else "",
        **picked(each, "kind", "deliveries", "only_tests", "spoken_of_before", "first", "last"),
        **picked(snippet, "section", "lines"),
    }
