"""`bridge undo`"""

import click
from sqlalchemy import Engine

from bridge.cli.commands.people.hand import take_back_hand
from bridge.cli.database import library, open_store
from bridge.cli.environment import operator
from bridge.cli.options import DELIVERY_ID, confirm, json_option, say_yes_too, yes_option
from bridge.cli.output import picked, say_json, say_table, wrapped
from bridge.model.errors import BridgeError
from bridge.model.text import clock
from bridge.reconcile.rollout import Rollouts
from bridge.store import rulebooks
from bridge.store.rulebooks import Rulebook


@click.command()
@click.argument("number", metavar="[N]", required=False, type=DELIVERY_ID)
@click.option("--hand", type=DELIVERY_ID, help="Take back a grant, end or ban: its delivery's ID.")
@click.option("--list", "wanted", is_flag=True, help="List what was published, newest first.")
@yes_option
@json_option
def undo(number: int | None, hand: int | None, wanted: bool, yes: bool, as_json: bool) -> None:
    """Take back a publication of the rules, the last one or number N, or what a hand did.

    The text that stood before it is published anew, and all that the one taken back decided is
    decided by it. Everybody is brought to where she would be without it, whatever came meanwhile;
    a tag that was there before stays. Any number of them can be taken back, in any order; --yes
    wants N, so that the same line twice does not take back two. Needs DATABASE_URL; with --hand
    also REDIS_URL.
    """
    if sum([number is not None, hand is not None, wanted]) > 1:
        raise click.UsageError("Say one of N, --hand and --list.")
    engine = open_store()
    if wanted:
        _say_list(engine, as_json=as_json)
        return
    say_yes_too(as_json, yes)
    if hand is not None:
        take_back_hand(engine, hand, yes=yes, as_json=as_json)
        return
    rollouts = Rollouts(engine, library())
    # Raises BridgeError where that one cannot be undone.
    found = rollouts.undoable_one(number) if number else next(iter(rollouts.undoable()), None)
    if found is None:
        say_json(None) if as_json else click.echo("Nothing was published that could be undone.")
        return
    _agree(rollouts, found, named=number is not None, yes=yes)
    fresh = rollouts.undo(found.number, who=operator())
    rollouts.finish()
    if as_json:
        say_json({"undone": found.number, "publication": fresh})
    else:
        click.echo(
            f"Publication {found.number} is taken back by publication {fresh}; the workers bring "
            "everybody there. RULES_FILE is not published anew until it changes."
        )


def _agree(rollouts: Rollouts, found: Rulebook, *, named: bool, yes: bool) -> None:
    """Raises BridgeError without a yes, and for one that may be of another publication."""
    if yes and named:
        return
    what = f"publication {found.number} ({found.name}, {clock(found.since)})"
    again = f"bridge undo {found.number} --yes"
    if yes:
        raise BridgeError(f"The last one that can be taken back is {what}. Nothing was changed. To "
                          f"take it back without a question, name it: {again}")  # fmt: skip
    left = rollouts.without(found.number)
    click.echo(wrapped(
        f"Publication {left.number} ({left.name}, {clock(left.since)}) decides what comes then. "
        f"What publication {found.number} gave or took is set right by those before it."
    ))  # fmt: skip
    confirm(f"Take back {what}?", again)


def _say_list(engine: Engine, *, as_json: bool) -> None:
    with engine.connect() as connection:
        every = rulebooks.all_of(connection)
    if as_json:
        say_json([
            {"rules": each.name, **picked(each, "number", "since", "version", "source",
                                          "takes_back")}
            for each in every
        ])  # fmt: skip
    elif not every:
        click.echo("Nothing was published yet.")
    else:
        back = {each.takes_back: each.number for each in every if each.takes_back}
        rows = [
            (each.number, clock(each.since), each.name, each.version,
             _how(each, back.get(each.number)))
            for each in every
        ]  # fmt: skip
        say_table(("NUMBER", "WHEN", "RULES", "VERSION", "HOW"), rows, ("RULES",))


def _how(each: Rulebook, back: int | None) -> str:
    if each.takes_back:
        return f"takes back {each.takes_back}"
    return f"{each.source}, taken back by {back}" if back else each.source
