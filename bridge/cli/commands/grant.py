"""`bridge grant`"""

from datetime import UTC, datetime

import click

from bridge.cli.by_hand import REASON, say_by_hand, tell_by_hand
from bridge.cli.holder import holder_at, membership_of_rules
from bridge.cli.surroundings import EMAIL, TIME
from bridge.cli.wording import shown
from bridge.model import Hand, Kind


@click.command()
@click.argument("email", type=EMAIL)
@click.argument("membership")
@click.option("--until", type=TIME, help="When it ends by itself, ISO. [default: never]")
@click.option(
    "--why", type=REASON, required=True, help="The reason, shown wherever her access is explained."
)
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
def grant(email: str, membership: str, until: datetime | None, why: str, as_json: bool) -> None:
    """Give somebody a membership by hand: a guest, a prize, a favour.

    It stands beside what she bought: no event of the cart touches it. `bridge end` ends it, and
    `bridge undo --hand ID` takes it back as if it had never been. Needs DATABASE_URL and REDIS_URL.
    """
    name, her = membership_of_rules(membership), holder_at(email)
    now = datetime.now(UTC)
    if until is not None and until <= now:
        raise click.UsageError("--until lies in the past.")
    told = tell_by_hand(Kind.GRANTED_BY_HAND, her.email, Hand(name, until, why), now)
    ends = f" until {shown(until)}" if until else ""
    say_by_hand(told, f"{name} is granted to {her.email}{ends}.", as_json=as_json)
