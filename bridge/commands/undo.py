"""`bridge undo`"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import click
from sqlalchemy import Engine

from bridge.commands.carrying import (
    Means,
    agreed,
    did_a_part,
    on_its_way,
    say_tally,
    tally_json,
    undo_all,
)
from bridge.commands.columns import table
from bridge.commands.preview import Preview
from bridge.commands.previewed import say_preview
from bridge.commands.surroundings import DELIVERY_ID, open_store
from bridge.commands.wording import contacts_counted, local, say_json, say_lines, shown
from bridge.errors import BridgeError
from bridge.redeciding.rewriting import Rewriting
from bridge.redeciding.rounds import Tally
from bridge.store import applications
from bridge.store.applications import Application
from bridge.store.carriers import Far, how_far


@click.command()
@click.argument("number", metavar="[N]", required=False, type=DELIVERY_ID)
@click.option("--list", "wanted", is_flag=True, help="List what was applied, newest first.")
@click.option("--all", "every", is_flag=True, help="List every contact, not just the first 50.")
@click.option("--yes", is_flag=True, help="Do not ask first.")
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
def undo(number: int | None, wanted: bool, every: bool, yes: bool, as_json: bool) -> None:
    """Take back what `bridge diff --apply` did, the last time or the Nth.

    Every contact gets back what stood before, and loses what she got by it; a tag that was there
    already stays. What came since stays as it was decided. Needs DATABASE_URL and REDIS_URL.
    """
    if wanted:
        engine = open_store()
        _say_list(applications.all_of(engine), how_far(engine), as_json=as_json)
        return
    if as_json and not yes:
        raise click.UsageError("--json asks nothing: say --yes too.")
    means = Means.given()
    found = _chosen(means.engine, number)
    if found is None:
        say_json(None) if as_json else click.echo("Nothing was applied that could be undone.")
        return
    preview = _preview(means.engine, found)
    if not as_json:
        click.echo(f"Application {found.id} of {found.rules_name}, {shown(found.at)}.")
        say_preview(preview, every=every)
    if not yes:
        question = f"Undo application {found.id} for"
        agreed(means, preview, question, found.destination, f"bridge undo {found.id} --yes")
    tally = _undo(means, found)
    if as_json:
        say_json({"application": _json(found), **preview.as_json(), **tally_json(tally)})
    else:
        done = contacts_counted(tally.changed)
        click.echo(f"Application {found.id} is undone for {done}{on_its_way(tally)}.")
        say_tally(tally, f"bridge undo {found.id}")
        if parts := applications.parts_of(means.engine, found.destination, found.rules_version):
            click.echo(f"Of the same rules {did_a_part(parts)} before. To take that back too:")
            click.echo(undo_all(parts))


def _chosen(engine: Engine, number: int | None) -> Application | None:
    """Raises BridgeError where there is none of that number, or where it cannot be undone now."""
    every = applications.all_of(engine)
    if number is None:
        return next((each for each in every if not each.undone_at and each.applied), None)
    found = next((each for each in every if each.id == number), None)
    if found is None:
        raise BridgeError(
            f"No application has the number {number}. `bridge undo --list` lists those there are."
        )
    if found.undone_at:
        raise BridgeError(f"Application {number} was undone {shown(found.undone_at)}.")
    if later := applications.overtaken_by(engine, number):
        raise BridgeError(
            f"Some of the same contacts were changed again since. First: {undo_all(later[::-1])}"
        )
    return found


def _preview(engine: Engine, found: Application) -> Preview:
    rewriting = Rewriting(engine, found.id, datetime.now(UTC))
    ids = applications.contacts_of(engine, found.id)
    looked = (rewriting.would_undo(id_, found.rules_version) for id_ in ids)
    preview = Preview.of(each for each in looked if each)
    preview.contacts = ids
    return preview


def _undo(means: Means, found: Application) -> Tally:
    rewriting = Rewriting(means.engine, found.id, datetime.now(UTC))
    tally = means.go_through(
        applications.contacts_of(means.engine, found.id),
        lambda contact, when: rewriting.undo(contact, found.rules_version, when),
    )
    if not tally.busy:
        applications.finish(means.engine, found.id, datetime.now(UTC), undone=True)
    return tally


def _say_list(every: Sequence[Application], far: Mapping[int, Far], *, as_json: bool) -> None:
    if as_json:
        say_json([_json(each) | vars(far.get(each.id, Far())) for each in every])
    elif not every:
        click.echo("Nothing was applied yet.")
    else:
        heads = ("NUMBER", "WHEN", "RULES", "VERSION", "CONTACTS", "STATE", "CRM TOLD")
        rows = [
            (each.id, shown(each.at), each.rules_name, each.rules_version, each.applied,
             _state(each), _far(far.get(each.id, Far())))
            for each in every
        ]  # fmt: skip
        say_lines(table(heads, rows, wrap=("RULES",)))
        if any(each.failed for each in far.values()):
            click.echo("What failed, and why: bridge events --state failed")


def _far(far: Far) -> str:
    """`2 done, 1 waiting`, of contacts"""
    return ", ".join(f"{number} {how}" for how, number in vars(far).items() if number)


def _state(each: Application) -> str:
    if each.undone_at:
        return f"undone {shown(each.undone_at)}"
    if each.undone:
        return f"undone for {each.undone} of {each.applied}"
    return "applied" if each.finished_at else f"cut off, or goes on: {each.contacts} in all"


def _json(each: Application) -> dict[str, Any]:
    return {
        "number": each.id,
        "at": local(each.at),
        "rules": each.rules_name,
        "version": each.rules_version,
        "contacts": each.contacts,
        "applied": each.applied,
        "undone": each.undone,
        "finished_at": local(each.finished_at) or None,
        "undone_at": local(each.undone_at) or None,
    }
