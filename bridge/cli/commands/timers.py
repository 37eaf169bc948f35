"""`bridge timers`: the name of `bridge upcoming` in the release before."""

import click

from bridge.cli.commands.upcoming import upcoming
from bridge.cli.surroundings import EMAIL, WholeNumber


@click.command()
@click.option("--email", type=EMAIL, help="Only this buyer's.")
@click.option("--limit", type=WholeNumber(1, 1000), default=50, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
@click.pass_context
def timers(ctx: click.Context, email: str | None, limit: int, as_json: bool) -> None:
    """As `bridge upcoming`. This name goes with the next release."""
    click.echo("`bridge timers` is called `bridge upcoming` now.", err=True)
    ctx.invoke(upcoming, email=email, limit=limit, as_json=as_json)
