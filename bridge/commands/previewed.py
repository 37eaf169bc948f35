"""A preview on a terminal."""

from collections import Counter
from collections.abc import Sequence

import click

from bridge.commands.columns import table, wrapped
from bridge.commands.preview import Counted, Preview, cause_words, sign
from bridge.commands.wording import INDENT, contacts_counted, deliveries_counted, say_lines
from bridge.model import Sort
from bridge.redeciding.differences import Difference
from bridge.wording import named

LISTED = 50  # contacts; more scroll the counts off a terminal


def say_preview(preview: Preview, *, every: bool) -> None:
    """The counts, and the contacts: all of them with `every`."""
    _say_counted(preview.counted(), "Contacts that would gain (+) or lose (-) something")
    unsure = "Looked for, and taken off where it is there, which the bridge does not know"
    _say_counted(preview.counted(unsure=True), unsure)
    _say_timers(preview.starts, "Would wait until it is due, from now on")
    _say_timers(preview.ends, "Would wait no more")
    if preview.mapped:
        had = f"{deliveries_counted(preview.mapped)} that had no rule so far"
        click.echo(f"\n{had} would have one.")
    if preview.only_recorded:
        for_them = f"For {contacts_counted(preview.only_recorded)} only the record would change"
        why = "which rule asked for what, and so what later events take back"
        click.echo(f"\n{wrapped(f'{for_them}: {why}.')}")
    _say_contacts(preview.listed, every=every)


def _say_counted(counted: Sequence[Counted], title: str) -> None:
    rows = [(c.sign, _called(c.difference), cause_words(c.difference.cause)) for c in counted]
    if rows:
        heads = ("CONTACTS", "WHAT", "BECAUSE OF")
        say_lines(table(heads, rows, wrap=("WHAT",), margin=INDENT), title)


def _say_timers(timers: Counter[tuple[str, str, int]], title: str) -> None:
    rows = [(n, what, f"rule '{rule}' (line {line})")
            for (what, rule, line), n in timers.most_common()]  # fmt: skip
    if rows:
        heads = ("TIMERS", "WHAT", "BECAUSE OF")
        say_lines(table(heads, rows, wrap=("WHAT",), margin=INDENT), title)


def _say_contacts(listed: Sequence[tuple[str, Sequence[Difference]]], *, every: bool) -> None:
    shown = listed if every else listed[:LISTED]
    rows = [(email, ", ".join(map(_one, found))) for email, found in shown]
    if rows:
        say_lines(table(("E-MAIL", "WHAT"), rows, margin=INDENT), "By contact")
    if len(listed) > len(shown):
        more = contacts_counted(len(listed) - len(shown))
        click.echo(f"\nand {more} more; --all lists every one.")


def _called(difference: Difference) -> str:
    return named(difference.sort, difference.name)


def _one(difference: Difference) -> str:
    called = f"{sign(difference)} {_called(difference)}"
    if difference.sort is Sort.FIELD:
        return f"{called} '{difference.value}'"
    return f"{called} (if there)" if difference.unsure else called
