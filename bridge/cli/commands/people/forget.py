"""`bridge forget`"""

import shlex

import click

from bridge.cli.database import open_store
from bridge.cli.options import confirm, email_argument, json_option, say_yes_too, yes_option
from bridge.cli.output import say_json
from bridge.model.errors import BridgeError
from bridge.model.text import join_and
from bridge.store.people import erasure


@click.command(epilog="For example: bridge forget bea@example.com")
@email_argument
@yes_option
@json_option
def forget(email: str, yes: bool, as_json: bool) -> None:
    """Erase a person everywhere in the bridge; the totals stay. It cannot be undone.

    Whoever shares an order or a customer number with her goes along. What stands in the CRM stays
    there. What happened before and comes late is dropped; what happens from now on is a new
    person's. Needs DATABASE_URL.
    """
    say_yes_too(as_json, yes)
    engine = open_store()
    hers = erasure.would_be_erased(engine, email).addresses
    if not hers:
        raise BridgeError(f"Nobody is known by the address {email}, so there is nothing to forget.")
    if not yes:
        what = f"Erase {join_and(hers)} everywhere in the bridge? It cannot be undone."
        confirm(what, f"bridge forget {shlex.quote(email)} --yes")
    gone = erasure.erase(engine, email)
    if as_json:
        say_json({"addresses": gone.addresses, "deliveries": gone.deliveries})
        return
    click.echo(f"Forgotten. {gone.remains}")
