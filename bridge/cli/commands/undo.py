"""`bridge undo`"""

from typing import Any

import click
from sqlalchemy import Engine

from bridge.cli.asking import confirmed
from bridge.cli.columns import table, wrapped
from bridge.cli.surroundings import CRM, DELIVERY_ID, library, open_store
from bridge.cli.undo_hand import take_back_hand
from bridge.cli.wording import local, say_json, say_lines, shown
from bridge.reconcile.rollout import Rollouts
from bridge.store import rulebooks
from bridge.store.rulebooks import Rulebook


@click.command()
@click.argument("number", metavar="[N]", required=False, type=DELIVERY_ID)
@click.option("--hand", type=DELIVERY_ID, help="Take back a grant, end or ban: its delivery's ID.")
@click.option("--list", "wanted", is_flag=True, help="List what was published, newest first.")
@click.option("--yes", is_flag=True, help="Do not ask first.")
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
def undo(number: int | None, hand: int | None, wanted: bool, yes: bool, as_json: bool) -> None:
    """Take back a publication of the rules, the last one or number N, or what a hand did.

    The text that stood before it is published anew, and all that the one taken back decided is
    decided by it. Everybody is brought to where she would be without it, whatever came meanwhile;
    a tag that was there before stays. Any number of them can be taken back, in any order. Needs
    DATABASE_URL; with --hand also REDIS_URL.
    """
    if sum([number is not None, hand is not None, wanted]) > 1:
        raise click.UsageError("Say one of N, --hand and --list.")
    engine = open_store()
    if wanted:
        _say_list(engine, as_json=as_json)
        return
    if as_json and not yes:
        raise click.UsageError("--json asks nothing: say --yes too.")
    if hand is not None:
        take_back_hand(engine, hand, yes=yes, as_json=as_json)
        return
    rollouts = Rollouts(engine, library(), CRM)
    found = _chosen(rollouts, number)
    if found is None:
        say_json(None) if as_json else click.echo("Nothing was published that could be undone.")
        return
    if not yes:
        what = f"publication {found.number} ({found.name}, {shown(found.since)})"
        click.echo(_instead(rollouts, found))
        confirmed(f"Take back {what}?", f"bridge undo {found.number} --yes")
    fresh = rollouts.undo(found.number)
    rollouts.finish()
    if as_json:
        say_json({"undone": found.number, "publication": fresh})
    else:
        click.echo(
            f"Publication {found.number} is taken back by publication {fresh}; the workers bring "
            "everybody there. RULES_FILE is not published anew until it changes."
        )


def _instead(rollouts: Rollouts, found: Rulebook) -> str:
    """What counts in its place."""
    left = rollouts.without(found.number)
    return wrapped(
        f"What publication {found.number} decided is decided then by those before it; what comes, "
        f"by publication {left.number} ({left.name}, {shown(left.since)})."
    )


def _chosen(rollouts: Rollouts, number: int | None) -> Rulebook | None:
    """Raises BridgeError where that one cannot be undone."""
    if number is not None:
        return rollouts.undoable_one(number)
    return next(iter(rollouts.undoable()), None)


def _say_list(engine: Engine, *, as_json: bool) -> None:
    with engine.connect() as connection:
        every = rulebooks.all_of(connection)
    if as_json:
        say_json([_json(each) for each in every])
    elif not every:
        click.echo("Nothing was published yet.")
    else:
        back: dict[int | None, int] = {
            each.takes_back: each.number for each in every if each.takes_back
        }
        rows = [
            (each.number, shown(each.since), each.name, each.version, _how(each, back))
            for each in every
        ]
        heads = ("NUMBER", "WHEN", "RULES", "VERSION", "HOW")
        say_lines(table(heads, rows, wrap=("RULES",)))


def _how(each: Rulebook, back: dict[int | None, int]) -> str:
    if each.takes_back:
        return f"takes back {each.takes_back}"
    taken = f", taken back by {back[each.number]}" if each.number in back else ""
    return f"{each.source}{taken}"


def _json(each: Rulebook) -> dict[str, Any]:
    return {
        "number": each.number,
        "since": local(each.since),
        "rules": each.name,
        "version": each.version,
        "source": each.source,
        "takes_back": each.takes_back,
    }
