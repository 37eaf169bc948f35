"""`bridge end`"""

from datetime import UTC, datetime

import click

from bridge.commands.by_hand import membership_named, say_by_hand, tell_by_hand
from bridge.commands.surroundings import EMAIL
from bridge.model import Hand, Kind


@click.command()
@click.argument("email", type=EMAIL)
@click.argument("membership")
@click.option("--why", required=True, help="The reason, shown wherever her access is explained.")
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
def end(email: str, membership: str, why: str, as_json: bool) -> None:
    """End somebody's membership by hand: a chargeback, say, which ThriveCart tells nobody.

    What was granted by hand ends for good, what she bought until her next payment. `bridge undo
    --hand ID` takes it back. Needs DATABASE_URL and REDIS_URL.
    """
    name = membership_named(membership)
    told = tell_by_hand(Kind.ENDED_BY_HAND, email, Hand(name, why=why), datetime.now(UTC))
    say_by_hand(told, f"{name} is ended for {email}.", as_json=as_json)
