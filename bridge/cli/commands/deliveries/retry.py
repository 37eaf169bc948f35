"""`bridge retry`"""

from datetime import UTC, datetime

import click
from sqlalchemy import Engine

from bridge.cli.database import library, open_store
from bridge.cli.delivery_listing import say_pauses
from bridge.cli.options import DELIVERY_ID, confirm, json_option
from bridge.cli.output import say_json, wrapped
from bridge.cli.signalling import LATE, signal_workers
from bridge.explain.destination_standing import accounts_of
from bridge.model.errors import BridgeError
from bridge.model.text import counted
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import State

_NOT_YET = (
    "{} will be tried again, but not yet: the account is paused. It goes on without you when the "
    "account answers again; what keeps it from that is said above."
)


@click.command()
@click.argument("ids", metavar="[ID]...", nargs=-1, type=DELIVERY_ID)
@click.option("--failed", is_flag=True, help="All that failed, instead of single ones.")
@click.option("--yes", is_flag=True, help="With --failed: do not ask first; --json never asks.")
@json_option
def retry(ids: tuple[int, ...], failed: bool, yes: bool, as_json: bool) -> None:
    """Try deliveries again, by the rules as they stand now.

    Also brings back a tag that somebody took away in the CRM by hand; what a delivery has
    triggered is not triggered twice. Needs DATABASE_URL and REDIS_URL.
    """
    if bool(ids) == failed:
        raise click.UsageError("Name the deliveries (bridge retry 12 13), or say --failed.")
    engine = open_store("REDIS_URL")
    deliveries = Deliveries(engine)
    if failed and not _agreed(deliveries, yes or as_json):
        return
    now = datetime.now(UTC)
    opened = deliveries.reopen_failed(now) if failed else _reopen(deliveries, ids, now)
    signalled = signal_workers(opened)
    if as_json:
        say_json({"retried": opened, "signalled": signalled})
    else:
        _say(engine, opened, signalled=signalled)


def _agreed(deliveries: Deliveries, yes: bool) -> bool:
    failed = deliveries.counts().get(State.FAILED, 0)
    if not failed and not yes:
        click.echo("No delivery failed.")
        return False
    if not yes:
        confirm(f"Try {counted(failed, 'delivery')} again?", "bridge retry --failed --yes")
    return True


def _reopen(deliveries: Deliveries, ids: tuple[int, ...], now: datetime) -> list[int]:
    """All of them or none, so that a slip in one number changes nothing."""
    found = {id_: deliveries.find(id_) for id_ in dict.fromkeys(ids)}
    unknown = [str(id_) for id_, each in found.items() if each is None]
    if unknown:
        what = "delivery has the id" if len(unknown) == 1 else "deliveries have the ids"
        raise BridgeError(
            f"No {what} {', '.join(unknown)}. Nothing was changed; `bridge events` lists those "
            "there are."
        )
    gone = [str(id_) for id_, each in found.items() if each and each.is_forgotten]
    if gone:
        whose = "delivery" if len(gone) == 1 else "deliveries"
        raise BridgeError(
            f"Whoever {whose} {', '.join(gone)} came of is forgotten, so there is nothing to try "
            "again. Nothing was changed."
        )
    return deliveries.reopen(ids, now)


def _say(engine: Engine, opened: list[int], *, signalled: bool) -> None:
    if not opened:
        click.echo("No delivery failed.")
        return
    how_many = counted(len(opened), "delivery")
    if say_pauses(accounts_of(engine, library()), Deliveries(engine).unfinished()):
        click.echo(wrapped(_NOT_YET.format(how_many)))
    elif signalled:
        click.echo(f"{how_many} will be tried again now.")
    else:
        click.echo(f"{how_many} will be tried again. {LATE}")
