"""`bridge unmapped`"""

from datetime import UTC, datetime, timedelta
from typing import Any

import click

from bridge.cli.columns import wrapped
from bridge.cli.snippets import Snippet, snippet_for
from bridge.cli.surroundings import WholeNumber, open_store, rules_of
from bridge.cli.wording import deliveries_counted, item_words, local, say_json, shown
from bridge.model import Kind
from bridge.model.errors import ConfigError
from bridge.rules import Rules, SpokenOf
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
@click.option("--days", type=WholeNumber(1, 36_500), default=90, show_default=True,
              help="How far back to look at what was applied.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
def unmapped(days: int, as_json: bool) -> None:
    """List what was sold or happened without any rule for it.

    With each, the lines to put into the rules file: change the tag in them to the one you want.
    When the workers start with the new file, they apply these deliveries by themselves. Needs
    DATABASE_URL.

    Also told, by the rules as they stand in the file now, is what was applied though no rule names
    its item: a rule that asks for no item speaks of none that is bought, unless all rules for
    purchases are like that.
    """
    engine, rules = open_store(), _rules()
    found = read_unmapped(engine)
    if rules is None:
        click.echo(wrapped(_NOT_READ), err=True)
    else:
        since = datetime.now(UTC) - timedelta(days=days)
        found = with_applied(engine, found, since, SpokenOf(rules).unmapped)
    known = _known(rules)
    told = [(each, snippet_for(each.kind, each.item, known)) for each in found]
    if as_json:
        say_json([_as_json(*each) for each in told])
    elif told:
        _say(told)
    else:
        click.echo("Nothing is unmapped: every delivery about a buyer's access has its rule.")


def _rules() -> Rules | None:
    """None while the file is wrong or not here: what else is listed is worth seeing."""
    try:
        return rules_of(None)
    except ConfigError:
        return None


def _known(rules: Rules | None) -> frozenset[tuple[Kind, str]]:
    """The events and items that rules wait for."""
    listed = rules.rules if rules else ()
    return frozenset((kind, item) for rule in listed for kind in rule.when for item in rule.items)


def _say(told: list[tuple[Unmapped, Snippet]]) -> None:
    above: set[Snippet] = set()
    for each, snippet in told:
        click.echo(wrapped(f"{deliveries_counted(each.deliveries)}: {_what(each)}"))
        click.echo(_when(each))
        if before := _before(each):
            click.echo(wrapped(before))
        if snippet in above:
            click.echo("The same lines as above.\n")
            continue
        above.add(snippet)
        click.echo(f"Put below '{snippet.section}:' in your rules file:\n{snippet.lines}")
    click.echo(wrapped(_THEN))


def _when(each: Unmapped) -> str:
    first, last = shown(each.first), shown(each.last)
    return f"Received from {first} to {last}." if first != last else f"Received {first}."


def _before(each: Unmapped) -> str:
    """What gave access goes on giving it, whatever a new file says."""
    if not each.spoken_of_before:
        return ""
    of = f"{each.spoken_of_before} of them"
    if each.spoken_of_before == each.deliveries:
        of = "it" if each.deliveries == 1 else "all of them"
    return (
        f"An earlier rules file spoke of {of}, so new lines leave that as it is; `bridge plan` "
        "shows what they would change."
    )


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
        "spoken_of_before": each.spoken_of_before,
        "first": local(each.first),
        "last": local(each.last),
        "section": snippet.section,
        "lines": snippet.lines,
    }
