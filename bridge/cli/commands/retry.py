"""`bridge retry`"""

from datetime import UTC, datetime

import click
from sqlalchemy import Engine

from bridge.cli.asking import confirmed
from bridge.cli.surroundings import DELIVERY_ID, engine_at, settings_of
from bridge.cli.wording import deliveries_counted, say_json, say_pauses
from bridge.model.errors import BridgeError
from bridge.queue.jobs import Signals, redis_for
from bridge.store import destinations
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import State

_REDIS_SECONDS = 2.0


@click.command()
@click.argument("ids", metavar="[ID]...", nargs=-1, type=DELIVERY_ID)
@click.option("--failed", is_flag=True, help="All that failed, instead of single ones.")
@click.option("--yes", is_flag=True, help="With --failed: do not ask first; --json never asks.")
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
def retry(ids: tuple[int, ...], failed: bool, yes: bool, as_json: bool) -> None:
    """Try deliveries again, by the rules as they stand now.

    Also brings back a tag that somebody took away in the CRM by hand; what a delivery has
    triggered is not triggered twice. Needs DATABASE_URL and REDIS_URL.
    """
    if bool(ids) == failed:
        raise click.UsageError("Name the deliveries (bridge retry 12 13), or say --failed.")
    config = settings_of("DATABASE_URL", "REDIS_URL")
    engine = engine_at(config.database_url)
    deliveries = Deliveries(engine)
    if failed and not _agreed(deliveries, yes or as_json):
        return
    now = datetime.now(UTC)
    opened = deliveries.reopen_failed(now) if failed else _reopen(deliveries, ids, now)
    signals = Signals(redis_for(config.redis_url, _REDIS_SECONDS))
    sent = [signals.send(id_) for id_ in opened]
    if as_json:
        say_json({"retried": opened, "signalled": all(sent)})
    else:
        _say(engine, opened, signalled=all(sent))


def _agreed(deliveries: Deliveries, yes: bool) -> bool:
    failed = deliveries.counts().get(State.FAILED, 0)
    if not failed and not yes:
        click.echo("No delivery failed.")
        return False
    return yes or confirmed(
        f"Try {deliveries_counted(failed)} again?", "bridge retry --failed --yes"
    )


def _reopen(deliveries: Deliveries, ids: tuple[int, ...], now: datetime) -> list[int]:
    """All of them or none, so that a slip in one number changes nothing."""
    unknown = [str(id_) for id_ in dict.fromkeys(ids) if deliveries.find(id_) is None]
    if unknown:
        what = "delivery has the id" if len(unknown) == 1 else "deliveries have the ids"
        raise BridgeError(
            f"No {what} {', '.join(unknown)}. Nothing was changed; `bridge events` lists those "
            "there are."
        )
    return deliveries.reopen(ids, now)


def _say(engine: Engine, opened: list[int], *, signalled: bool) -> None:
    if not opened:
        click.echo("No delivery failed.")
        return
    say_pauses(destinations.all_of(engine), Deliveries(engine).counts().get(State.WAITING, 0))
    how_many = f"{deliveries_counted(len(opened))} will be tried again"
    if signalled:
        click.echo(f"{how_many} now.")
    else:
        click.echo(f"{how_many}. Redis does not answer, so it may take the workers two minutes.")
