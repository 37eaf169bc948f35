"""`bridge end`"""

import click

from bridge.cli.commands.people.hand import tell_by_hand
from bridge.cli.commands.people.holder import Holder, holder_at, membership_of, spelled
from bridge.cli.options import email_argument, json_option, never_asks_option, why_option
from bridge.model import Hand, Kind
from bridge.model.errors import BridgeError


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
    her = holder_at(email)
    name = membership_of(membership, her)
    _check(her, name)
    told = tell_by_hand(Kind.ENDED_BY_HAND, her.email, Hand(name, why=why))
    told.say(f"{name} is ended for {her.email}.", as_json=as_json)


def _check(her: Holder, name: str) -> None:
    """Raises BridgeError where she has nothing that could end; what still waits for the workers may
    be something."""
    if her.waits or spelled(name, her.holds):
        return
    if her.known is None:
        raise BridgeError(f"Nobody is known by the address {her.email}, so there is nothing to "
                          "end. To keep somebody out beforehand: bridge ban")  # fmt: skip
    has = f"{her.email} has no membership '{name}'"
    if spelled(name, her.had):
        has = f"{name} of {her.email} has ended already"
    raise BridgeError(f"{has}, so nothing was done. {her.account}")
