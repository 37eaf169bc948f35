"""`bridge upcoming`"""

import click
from sqlalchemy import Engine

from bridge.cli.commands.people.hand import speaker, tell
from bridge.cli.database import library, open_store
from bridge.cli.options import email_argument, email_option, json_option, limit_option
from bridge.cli.output import say_json, say_table, wrapped
from bridge.explain.snapshot import snapshot_of
from bridge.explain.upcoming import ToCome, to_come
from bridge.model.text import clock
from bridge.store.places import that_wake

_THEN = "bridge upcoming hurry EMAIL ID has it count now; bridge upcoming skip EMAIL ID never."
_id_argument = click.argument("id_", metavar="ID")
_why_option = click.option("--why", default="", help="The reason, for the record.")


@click.group(invoke_without_command=True)
@email_option
@limit_option(50)
@json_option
@click.pass_context
def upcoming(ctx: click.Context, email: str | None, limit: int, as_json: bool) -> None:
    """List what is to come by itself, the next one first.

    Grace periods, the end of what is paid, what rules put off: all of it follows from what
    happened, and is stored nowhere. Needs DATABASE_URL; skip and hurry also REDIS_URL.
    """
    if ctx.invoked_subcommand:
        return
    found = _found(open_store(), email, limit)
    if as_json:
        say_json([each.as_json() for each in found])
    elif not found:
        click.echo("Nothing is to come.")
    else:
        rows = [(e.id, clock(e.at), e.email, e.what, e.rule) for e in found]
        say_table(("ID", "WHEN", "E-MAIL", "WHAT", "BY"), rows, ("E-MAIL", "WHAT", "BY"))
        click.echo("\n" + wrapped(_THEN))


@upcoming.command(epilog="For example: bridge upcoming skip bea@example.com 1f0c2ab9")
@email_argument
@_id_argument
@_why_option
@json_option
def skip(email: str, id_: str, why: str, as_json: bool) -> None:
    """Have something that is to come never happen."""
    said = speaker().skip(email, id_, why)
    tell(said, f"'{said.what}' will not come.", as_json=as_json)


@upcoming.command(epilog="For example: bridge upcoming hurry bea@example.com 1f0c2ab9")
@email_argument
@_id_argument
@_why_option
@json_option
def hurry(email: str, id_: str, why: str, as_json: bool) -> None:
    """Have something that is to come count from now on."""
    said = speaker().hurry(email, id_, why)
    tell(said, f"'{said.what}' counts from now on.", as_json=as_json)


def _found(engine: Engine, email: str | None, limit: int) -> list[ToCome]:
    """The first of all rows; of a place that wakes later than the last of these none can be."""
    books = library()
    if email:
        return to_come(snapshot_of(engine, books, email))[:limit]
    rows: list[ToCome] = []
    for address, wake_at in that_wake(engine):
        if wake_at and len(rows) == limit and wake_at > rows[-1].at:
            break
        # Once each: she is found by an address of before, too.
        more = {*rows, *to_come(snapshot_of(engine, books, address))}
        rows = sorted(more, key=lambda row: (row.at, row.subject, row.email))[:limit]
    return rows
