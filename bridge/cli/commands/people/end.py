"""`bridge end`"""

import click

from bridge.cli.commands.people.hand import speaker, tell
from bridge.cli.options import email_argument, json_option, never_asks_option, why_option


@click.command(epilog="For example: bridge end bea@example.com Gold --why chargeback")
@email_argument
@click.argument("membership")
@why_option
@never_asks_option
@json_option
def end(email: str, membership: str, why: str, as_json: bool) -> None:
    """End somebody's membership by hand: a chargeback, say, which ThriveCart tells nobody.

    What was granted by hand ends for good, what she bought until her next payment. MEMBERSHIP is
    as she has it or as the rules call it now. `bridge undo --hand ID` takes it back. Needs
    DATABASE_URL and REDIS_URL.
    """
    said = speaker().end(email, membership, why)
    tell(said, f"{said.what} is ended for {said.email}.", as_json=as_json)
