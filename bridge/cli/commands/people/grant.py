"""`bridge grant`"""

from datetime import UTC, datetime

import click

from bridge.cli.commands.people.hand import speaker, tell
from bridge.cli.options import TIME, email_argument, json_option, never_asks_option, why_option
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
    if until is not None and until <= datetime.now(UTC):
        raise click.UsageError("--until lies in the past.")
    said = speaker().grant(email, membership, until, why)
    ends = f" until {clock(until)}" if until else ""
    tell(said, f"{said.what} is granted to {said.email}{ends}.", as_json=as_json)
