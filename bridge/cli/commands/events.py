"""`bridge events`"""

import click

from bridge.cli.listed import say_deliveries
from bridge.cli.record_json import delivery_json, destination_json
from bridge.cli.surroundings import EMAIL, WholeNumber, open_store
from bridge.cli.wording import say_json, say_pauses
from bridge.store import destinations
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import State


@click.command()
@click.option("--email", type=EMAIL, help="Only this contact's.")
@click.option("--state", type=click.Choice([*map(str, State)], case_sensitive=False),
              help="Only those that stand like this.")  # fmt: skip
@click.option("--limit", type=WholeNumber(1, 1000), default=20, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
def events(email: str | None, state: str | None, limit: int, as_json: bool) -> None:
    """List what came, newest first, and what became of it.

    Needs DATABASE_URL. A line below a delivery says why it stands as it does.
    """
    engine = open_store()
    deliveries = Deliveries(engine)
    found = deliveries.latest(limit, email, State(state) if state else None)
    accounts = destinations.all_of(engine)
    if as_json:
        told = [delivery_json(delivery) for delivery in found]
        say_json({"destinations": [*map(destination_json, accounts)], "deliveries": told})
        return
    say_pauses(accounts, deliveries.counts().get(State.WAITING, 0))
    if not found:
        click.echo("No delivery fits." if email or state else "No deliveries have come yet.")
        return
    say_deliveries(found)
