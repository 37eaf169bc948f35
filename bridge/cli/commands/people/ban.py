"""`bridge ban`"""

import shlex

import click

from bridge.cli.commands.people.hand import speaker, tell
from bridge.cli.database import library, open_store
from bridge.cli.options import (
    confirm,
    email_argument,
    json_option,
    say_yes_too,
    why_option,
    yes_option,
)
from bridge.explain.by_hand.holder import holder_at


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
    if membership is None and not yes:
        her = holder_at(open_store("REDIS_URL"), library(), email)
        again = f"bridge ban {shlex.join([email, '--why', why])} --yes"
        confirm(f"Keep {her.email} out of every membership? {her.account}", again)
    said = speaker().ban(email, membership, why)
    tell(said, f"{said.email} is kept out of {said.what or 'every membership'}.", as_json=as_json)
