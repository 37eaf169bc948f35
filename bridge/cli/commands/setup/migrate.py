"""`bridge migrate`"""

import click
from alembic.util import CommandError

from bridge.cli.database import open_store
from bridge.model.errors import BridgeError
from bridge.store.schema.revision import migrate as apply_migrations
from bridge.store.schema.revision import newest, standing


@click.command()
def migrate() -> None:
    """Bring the database to this release; safe to run at every start.

    Needs DATABASE_URL.
    """
    engine = open_store()
    before = standing(engine)
    try:
        now = apply_migrations(engine)
    except CommandError:
        raise BridgeError(
            f"The database stands at revision {before}, which this release does not know (its "
            f"newest is {newest()}). A newer release has migrated it: deploy that one again."
        ) from None
    if before == now:
        click.echo(f"The database stands at revision {now}, the newest. Nothing was to do.")
    else:
        click.echo(f"The database stands at revision {now} now (before: {before or 'none'}).")
