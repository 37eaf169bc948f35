"""`bridge unmapped`"""

from pathlib import Path
from typing import Any

import click

from bridge.commands.columns import wrapped
from bridge.commands.snippets import Snippet, snippet_for
from bridge.commands.surroundings import open_store, rules_path
from bridge.commands.wording import deliveries_counted, item_words, local, say_json
from bridge.errors import ConfigError
from bridge.model import Kind
from bridge.rulesfile import load
from bridge.store.unmapped import Unmapped
from bridge.store.unmapped import unmapped as read_unmapped

_THEN = (
    "Change the tags to those you want, then run `bridge check`. When the workers start with the "
    "new file, they apply these deliveries."
)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
def unmapped(as_json: bool) -> None:
    """List what was sold or happened without any rule for it.

    With each, the lines to put into the rules file: change the tag in them to the one you want.
    When the workers start with the new file, they apply these deliveries by themselves. Needs
    DATABASE_URL.
    """
    found = read_unmapped(open_store())
    known = _known(rules_path())
    told = [(each, snippet_for(each.kind, each.item, known)) for each in found]
    if as_json:
        say_json([_as_json(*each) for each in told])
    elif told:
        _say(told)
    else:
        click.echo("Nothing is unmapped: every delivery about a buyer's access has its rule.")


def _known(rules_file: Path) -> frozenset[tuple[Kind, str]]:
    """The events and items that rules wait for; none while the file is wrong or not here."""
    try:
        rules = load(rules_file).rules
    except ConfigError:
        return frozenset()
    return frozenset((kind, item) for rule in rules for kind in rule.when for item in rule.items)


def _say(told: list[tuple[Unmapped, Snippet]]) -> None:
    above: set[Snippet] = set()
    for each, snippet in told:
        click.echo(wrapped(f"{deliveries_counted(each.deliveries)}: {_what(each)}"))
        click.echo(_when(each))
        if snippet in above:
            click.echo("The same lines as above.\n")
            continue
        above.add(snippet)
        click.echo(f"Put below '{snippet.section}:' in your rules file:\n{snippet.lines}")
    click.echo(wrapped(_THEN))


def _when(each: Unmapped) -> str:
    first, last = local(each.first), local(each.last)
    return f"Received from {first} to {last}." if first != last else f"Received {first}."


def _what(each: Unmapped) -> str:
    """`purchase product-34 plan 912 (Gold course), in test mode`"""
    item = f" {item_words(each.item)}" if each.item else ""
    name = f" ({each.item.name})" if each.item and each.item.name else ""
    return f"{each.kind}{item}{name}{', in test mode' if each.only_tests else ''}"


def _as_json(each: Unmapped, snippet: Snippet) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "item": each.item.key if each.item else "",
        "plan": each.item.plan if each.item else "",
        "name": each.item.name if each.item else "",
        "deliveries": each.deliveries,
        "only_tests": each.only_tests,
        "first": local(each.first),
        "last": local(each.last),
        "section": snippet.section,
        "lines": snippet.lines,
    }
