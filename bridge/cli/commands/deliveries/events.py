"""`bridge events`"""

import click

from bridge.cli.database import library, open_store
from bridge.cli.delivery_listing import say_deliveries, say_pauses
from bridge.cli.options import email_option, json_option, limit_option
from bridge.cli.output import say_json
from bridge.explain.as_json.record_json import delivery_json, destination_json
from bridge.explain.destination_standing import accounts_of
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import State


@click.command()
@email_option
@click.option("--state", type=click.Choice([*map(str, State)], case_sensitive=False),
              help="Only those that stand like this.")  # fmt: skip
@limit_option(20)
@json_option
@click.pass_context
def events(
    ctx: click.Context, email: str | None, state: str | None, limit: int, as_json: bool
) -> None:
    """List what came, newest first, and what became of it.

    Needs DATABASE_URL. A line below a delivery says why it stands as it does. With --state failed
    it exits with 1 where there are any.
    """
    engine = open_store()
    deliveries = Deliveries(engine)
    found = deliveries.latest(limit, email, State(state) if state else None)
    accounts = accounts_of(engine, library())
    if as_json:
        say_json({
            "destinations": [*map(destination_json, accounts)],
            "deliveries": [*map(delivery_json, found)],
        })  # fmt: skip
    else:
        say_pauses(accounts, deliveries.counts().get(State.WAITING, 0))
        if found:
            say_deliveries(found, accounts)
        else:
            none = "No delivery fits." if email or state else "No deliveries have come yet."
            click.echo(none)
    ctx.exit(1 if found and state == State.FAILED else 0)
