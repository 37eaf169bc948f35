"""`bridge rules history`"""

import click

from bridge.cli.database import open_store
from bridge.cli.options import json_option, limit_option
from bridge.cli.output import picked, say_json, say_table
from bridge.explain.publishing.version_list import RulesVersion, versions
from bridge.model.text import clock


@click.command("rules history")
@limit_option(50)
@json_option
def history(limit: int, as_json: bool) -> None:
    """List every version of the rules: when, by whom and how it was published, newest first.

    A version is what `bridge undo` calls a publication, by the same number. Needs DATABASE_URL.
    """
    with open_store().connect() as connection:
        found = versions(connection, limit)
    if as_json:
        say_json([*map(_as_json, found)])
    elif not found:
        click.echo("Nothing was published yet.")
    else:
        heads = ("VERSION", "WHEN", "HOW", "WHO", "NOTE", "STANDS")
        say_table(heads, map(_row, found), ("HOW", "NOTE"))


def _row(each: RulesVersion) -> tuple[object, ...]:
    became = ", ".join(filter(None, [each.standing_words, each.rollout_words]))
    return each.number, clock(each.since), each.source_words, each.who, each.note, became


def _as_json(each: RulesVersion) -> dict[str, object]:
    return {
        "number": each.number,
        "rules": each.book.name,
        **picked(each.book, "since", "version", "source", "takes_back", "who", "note"),
        **picked(each, "counts", "stands", "taken_back_by"),
    }
