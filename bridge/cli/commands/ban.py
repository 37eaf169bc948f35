"""`bridge ban`"""

from datetime import UTC, datetime

import click

from bridge.cli.by_hand import REASON, say_by_hand, tell_by_hand
from bridge.cli.holder import holder_at, membership_of
from bridge.cli.surroundings import EMAIL
from bridge.model import Hand, Kind


@click.command()
@click.argument("email", type=EMAIL)
@click.argument("membership", required=False)
@click.option(
    "--why", type=REASON, required=True, help="The reason, shown wherever her access is explained."
)
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
def ban(email: str, membership: str | None, why: str, as_json: bool) -> None:
    """Keep somebody out of a membership, or of all, whatever she pays for.

    `bridge undo --hand ID` lifts it. Needs DATABASE_URL and REDIS_URL.
    """
    her = holder_at(email)
    name = "" if membership is None else membership_of(membership, her, ever=True)
    told = tell_by_hand(Kind.BANNED_BY_HAND, her.email, Hand(name, why=why), datetime.now(UTC))
    say_by_hand(told, f"{her.email} is kept out of {name or 'every membership'}.", as_json=as_json)
