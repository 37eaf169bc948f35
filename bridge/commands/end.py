"""`bridge end`"""

from datetime import UTC, datetime

import click

from bridge.asking.known import known_of
from bridge.commands.by_hand import REASON, membership_named, say_by_hand, tell_by_hand
from bridge.commands.surroundings import CRM, EMAIL, library, open_store
from bridge.errors import BridgeError
from bridge.model import Hand, Kind


@click.command()
@click.argument("email", type=EMAIL)
@click.argument("membership")
@click.option(
    "--why", type=REASON, required=True, help="The reason, shown wherever her access is explained."
)
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
def end(email: str, membership: str, why: str, as_json: bool) -> None:
    """End somebody's membership by hand: a chargeback, say, which ThriveCart tells nobody.

    What was granted by hand ends for good, what she bought until her next payment. `bridge undo
    --hand ID` takes it back. Needs DATABASE_URL and REDIS_URL.
    """
    name = membership_named(membership)
    if known_of(open_store(), library(), CRM, email) is None:
        raise BridgeError(f"Nobody is known by the address {email}, so there is nothing to end. To "
                          "keep somebody out beforehand: bridge ban")  # fmt: skip
    told = tell_by_hand(Kind.ENDED_BY_HAND, email, Hand(name, why=why), datetime.now(UTC))
    say_by_hand(told, f"{name} is ended for {email}.", as_json=as_json)
