"""`bridge ban`"""

import shlex

import click

from bridge.cli.commands.people.hand import tell_by_hand
from bridge.cli.commands.people.holder import holder_at, membership_of
from bridge.cli.options import (
    confirm,
    email_argument,
    json_option,
    say_yes_too,
    why_option,
    yes_option,
)
from bridge.model import Hand, Kind


@click.command(epilog="For example: bridge ban bea@example.com --why chargebacks")
@email_argument
@click.argument("membership", required=False)
@why_option
@yes_option
@json_option
def ban(email: str, membership: str | None, why: str, yes: bool, as_json: bool) -> None:
    """Keep somebody out of a membership, or of all, whatever she pays for.

    Out of all it asks first. `bridge undo --hand ID` lifts it. Needs DATABASE_URL and REDIS_URL.
    """
    if membership is None:
        say_yes_too(as_json, yes)
    her = holder_at(email)
    name = "" if membership is None else membership_of(membership, her, ever=True)
    if membership is None and not yes:
        again = f"bridge ban {shlex.join([email, '--why', why])} --yes"
        confirm(f"Keep {her.email} out of every membership? {her.account}", again)
    told = tell_by_hand(Kind.BANNED_BY_HAND, her.email, Hand(name, why=why))
    told.say(f"{her.email} is kept out of {name or 'every membership'}.", as_json=as_json)
