"""Prints the figures as a table, with the machine they were measured on."""

import datetime
import os
import platform
from collections.abc import Iterator

import click
import psutil

from benchmarks import measures
from benchmarks.lives import lives
from benchmarks.measures import Row
from benchmarks.planning import plan
from benchmarks.rules import big_file
from benchmarks.site import servers


def rows(*, quick: bool) -> Iterator[Row]:
    yield from big_file()
    yield from lives()
    with servers() as (both, folder):
        yield from measures.receiver(both, folder)
        yield from measures.pace(both, folder)
        yield from measures.purchases(both, folder, workers=2, aim=15)
        yield from measures.purchases(both, folder, workers=4, aim=30)
        yield from measures.memory(both, folder, 2_000 if quick else 20_000)
        yield from plan(both, folder, 400 if quick else 4_000)


@click.command()
@click.option("--quick", is_flag=True, help="A tenth of the deliveries for memory and plan.")
def main(*, quick: bool) -> None:
    """Measure the bridge on this machine; takes some minutes."""
    memory = psutil.virtual_memory().total / 2**30
    click.echo(
        f"{datetime.date.today()}, {os.cpu_count()} cores, {memory:.0f} GiB, "  # noqa: DTZ011 # the day here
        f"Python {platform.python_version()}; sender, servers and sandbox on the same machine\n"
    )
    click.echo(f"| {'what':44} | {'measured':>10} | {'aim':26} |")
    click.echo(f"|{'-' * 46}|{'-' * 11}:|{'-' * 28}|")
    for what, measured, aim in rows(quick=quick):
        click.echo(f"| {what:44} | {measured:>10} | {aim:26} |")


if __name__ == "__main__":
    main()
