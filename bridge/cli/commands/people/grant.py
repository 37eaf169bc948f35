"""`bridge grant`"""

from datetime import UTC, datetime

import click

from bridge.cli.commands.people.hand import tell_by_hand
from bridge.cli.commands.people.holder import holder_at, membership_of
from bridge.cli.options import TIME, email_argument, json_option, never_asks_option, why_option
from bridge.model import Hand, Kind
from bridge.model.text import clock


@click.command(epilog="For example: bridge grant bea@example.com Gold --why prize")
@email_argument
@click.argument("membership")
@click.option("--until", type=TIME, help="When it ends by itself, ISO. [default: never]")
@why_option
@never_asks_option
@json_option
def grant(email: str, membership: str, until: datetime | None, why: str, as_json: bool) -> None:
    """Give somebody a membership by hand: a guest, a prize, a favour.

    It stands beside what she bought: no event of the cart touches it. `bridge end` ends it, and
    `bridge undo --hand ID` takes it back as if it had never been. Needs DATABASE_URL and REDIS_URL.
    """
    name, her = membership_of(membership), holder_at(email)
    if until is not None and until <= datetime.now(UTC):
        raise click.UsageError("--until lies in the past.")
    told = tell_by_hand(Kind.GRANTED_BY_HAND, her.email, Hand(name, until, why))
    ends = f" until {clock(until)}" if until else ""
    told.say(f"{name} is granted to {her.email}{ends}.", as_json=as_json)
