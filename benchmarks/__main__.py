"""Prints the figures as a table, with the machine they were measured on."""

import datetime
import logging
import os
import platform
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import psutil

from benchmarks import measures
from benchmarks.growth import growth
from benchmarks.lives import lives
from benchmarks.planning import plan
from benchmarks.receiving import receiver
from benchmarks.rules import big_file
from benchmarks.site import servers
from benchmarks.table import Row, lines
from bridge.sandbox.servers import Servers

Measure = Callable[[Servers, Path], Iterator[Row]]


def measures_of(*, quick: bool) -> dict[str, Measure]:
    """By the word that chooses one."""
    some = 10 if quick else 1
    return {
        "file": lambda *_: big_file(),
        "lives": lambda *_: lives(),
        "receiver": receiver,
        "pace": measures.pace,
        "two": lambda both, folder: measures.purchases(both, folder, workers=2),
        "four": lambda both, folder: measures.purchases(both, folder, workers=4),
        "small": measures.small_plans,
        "memory": lambda both, folder: measures.memory(both, folder, 20_000 // some),
        "plan": lambda both, folder: plan(both, folder, 10_000 // some),
        "growth": lambda both, folder: growth(both, folder, 2_000 // some),
    }


@click.command()
@click.option(
    "--quick", is_flag=True, help="A tenth of the deliveries for memory, plan and growth."
)
@click.argument("which", nargs=-1)
def main(*, quick: bool, which: tuple[str, ...]) -> None:
    """Measure the bridge on this machine; takes some minutes. WHICH: only these (as `receiver`)."""
    known = measures_of(quick=quick)
    if unknown := [word for word in which if word not in known]:
        raise click.UsageError(f"there is no '{unknown[0]}'. There are: {', '.join(known)}.")
    logging.getLogger("bridge").addHandler(logging.NullHandler())
    gib = psutil.virtual_memory().total / 2**30
    click.echo(
        f"{datetime.date.today()}, {os.cpu_count()} cores, {gib:.0f} GiB, "  # noqa: DTZ011 # the day here
        f"Python {platform.python_version()}; sender, servers and sandbox on the same machine\n"
    )
    with servers() as (both, folder):
        chosen = (known[word](both, folder) for word in which or known)
        for line in lines(row for rows in chosen for row in rows):
            click.echo(line)


if __name__ == "__main__":
    main()
