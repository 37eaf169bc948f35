"""`bridge end`"""

from datetime import UTC, datetime

import click

from bridge.cli.by_hand import REASON, say_by_hand, tell_by_hand
from bridge.cli.holder import Holder, holder_at, membership_of
from bridge.cli.surroundings import EMAIL
from bridge.model import Hand, Kind, tag_key
from bridge.model.errors import BridgeError


@click.command()
@click.argument("email", type=EMAIL)
@click.argument("membership")
@click.option(
    "--why", type=REASON, required=True, help="The reason, shown wherever her access is explained."
)
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
def end(email: str, membership: str, why: str, as_json: bool) -> None:
    """End somebody's membership by hand: a chargeback, say, which ThriveCart tells nobody.

    What was granted by hand ends for good, what she bought until her next payment. MEMBERSHIP is
    as she has it or as the rules call it now. `bridge undo --hand ID` takes it back. Needs
    DATABASE_URL and REDIS_URL.
    """
    her = holder_at(email)
    name = membership_of(membership, her)
    _check(her, name)
    told = tell_by_hand(Kind.ENDED_BY_HAND, her.email, Hand(name, why=why), datetime.now(UTC))
    say_by_hand(told, f"{name} is ended for {her.email}.", as_json=as_json)


def _check(her: Holder, name: str) -> None:
    """Raises BridgeError where she has nothing that could end; what still waits for the workers may
    be something."""
    if her.waits or _among(her.holds, name):
        return
    if her.known is None:
        raise BridgeError(f"Nobody is known by the address {her.email}, so there is nothing to "
                          "end. To keep somebody out beforehand: bridge ban")  # fmt: skip
    if _among(her.had, name):
        raise BridgeError(f"{name} of {her.email} has ended already, so nothing was done. "
                          f"{her.account}")  # fmt: skip
    raise BridgeError(f"{her.email} has no membership '{name}', so nothing was done. {her.account}")


def _among(names: list[str], name: str) -> bool:
    return tag_key(name) in map(tag_key, names)
