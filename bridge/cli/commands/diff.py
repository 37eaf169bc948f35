"""`bridge diff`: the name of `bridge plan` in the release before."""

from pathlib import Path

import click

from bridge.cli.commands.apply import apply
from bridge.cli.commands.plan import plan


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--all", "every", is_flag=True, help="List everybody, not just the first 50.")
@click.option("--apply", "wanted", is_flag=True, help="As `bridge apply`.")
@click.option("--yes", is_flag=True, help="With --apply: do not ask first.")
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
@click.pass_context
def diff(
    ctx: click.Context, file: Path, every: bool, wanted: bool, yes: bool, as_json: bool
) -> None:
    """As `bridge plan`; with --apply, as `bridge apply`. This name goes with the next release."""
    if yes and not wanted:
        raise click.UsageError("--yes is for --apply.")
    now = "bridge apply" if wanted else "bridge plan"
    click.echo(f"`bridge diff{' --apply' if wanted else ''}` is called `{now}` now.", err=True)
    if wanted:
        ctx.invoke(apply, file=file, every=every, yes=yes, as_json=as_json)
    else:
        ctx.invoke(plan, file=file, every=every, as_json=as_json)
