"""`bridge timers`"""

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime

import click
from sqlalchemy import Connection

from bridge.commands.columns import table, wrapped
from bridge.commands.record_json import timer_json
from bridge.commands.surroundings import (
    DELIVERY_ID,
    EMAIL,
    WholeNumber,
    engine_at,
    open_store,
    settings_of,
)
from bridge.commands.wording import say_json, say_lines, say_pauses, shown
from bridge.errors import BridgeError
from bridge.jobs import Signals, redis_for
from bridge.store import destinations
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import State
from bridge.store.engine import transaction
from bridge.store.timers import TimerState
from bridge.store.timers_listed import TimerRow, drop, hurry, list_timers, not_pending
from bridge.wording import wish_of

_REDIS_SECONDS = 2.0
_HEADS = ("ID", "DUE", "E-MAIL", "WILL", "RULE (LINE)", "DELIVERY")


@click.group(invoke_without_command=True)
@click.option("--email", type=EMAIL, help="Only this contact's.")
@click.option("--settled", is_flag=True, help="Those done, dropped or called off, latest first.")
@click.option("--limit", type=WholeNumber(1, 10_000), default=100, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
@click.pass_context
def timers(
    context: click.Context, email: str | None, settled: bool, limit: int, as_json: bool
) -> None:
    """List what rules put off (after, at), the next one first.

    Needs DATABASE_URL. A timer is done by itself when it is due; a newer event may call it off.

    \b
    bridge timers do 3 4    do these now
    bridge timers drop 5    have this one never happen
    """
    if context.invoked_subcommand:
        return
    engine = open_store()
    found = list_timers(engine, email or "", settled=settled, limit=limit)
    if as_json:
        say_json([timer_json(row) for row in found])
    elif not found:
        about = " for this contact" if email else ""
        click.echo(f"No timer is settled yet{about}." if settled else f"No timer waits{about}.")
    else:
        waiting = Deliveries(engine).counts().get(State.WAITING, 0)
        say_pauses(destinations.all_of(engine), waiting)
        _say(found, settled=settled)


@timers.command("do")
@click.argument("ids", metavar="ID...", nargs=-1, required=True, type=DELIVERY_ID)
def do_now(ids: tuple[int, ...]) -> None:
    """Do timers now instead of later. Needs DATABASE_URL and REDIS_URL."""
    _settle(ids, hurry, "will be done now")


@timers.command("drop")
@click.argument("ids", metavar="ID...", nargs=-1, required=True, type=DELIVERY_ID)
def drop_for_good(ids: tuple[int, ...]) -> None:
    """Have timers never happen. Needs DATABASE_URL and REDIS_URL."""
    _settle(ids, drop, "dropped")


def _settle(
    ids: Sequence[int],
    how: Callable[[Connection, Collection[int], datetime], list[int]],
    what: str,
) -> None:
    """All of them or none, so that a slip in one number changes nothing."""
    config = settings_of("DATABASE_URL", "REDIS_URL")
    engine = engine_at(config.database_url)
    if unknown := not_pending(engine, ids):
        numbers = ", ".join(map(str, unknown))
        pending = "pending timer has the id" if len(unknown) == 1 else "pending timers have the ids"
        raise BridgeError(
            f"No {pending} {numbers}. Nothing was changed; `bridge timers` lists those there are."
        )
    with transaction(engine) as connection:
        deliveries = how(connection, ids, datetime.now(UTC))
    signals = Signals(redis_for(config.redis_url, _REDIS_SECONDS))
    sent = [signals.send(id_) for id_ in deliveries]
    number = len(dict.fromkeys(ids))
    late = " Redis does not answer, so it may take the workers two minutes."
    timers_ = "1 timer" if number == 1 else f"{number} timers"
    click.echo(f"{timers_} {what}.{'' if all(sent) else late}")


def _say(found: Sequence[TimerRow], *, settled: bool) -> None:
    rows = [
        (
            row.timer.id,
            shown(row.timer.change.due_at),
            row.email,
            wish_of(row.timer.change, lambda _: "that day").removesuffix(" on that day"),
            f"{row.timer.change.rule} ({row.timer.change.line})",
            row.delivery_id or "",
            *((_fate(row),) if settled else ()),
        )
        for row in found
    ]
    heads = (*_HEADS, "BECAME OF IT") if settled else _HEADS
    say_lines(table(heads, rows, wrap=("E-MAIL", "WILL", "RULE (LINE)")))
    if not settled:
        click.echo(
            "\n" + wrapped("bridge timers do ID does one now; bridge timers drop ID ends it.")
        )


def _fate(row: TimerRow) -> str:
    timer = row.timer
    why = f": {timer.because}" if timer.because and timer.state is not TimerState.DONE else ""
    return f"{timer.state}{why}"
