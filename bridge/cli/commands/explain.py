"""`bridge explain`"""

from datetime import datetime
from pathlib import Path

import click

from bridge.cli.answer import Answer
from bridge.cli.answer_json import as_json
from bridge.cli.answer_told import say_answer
from bridge.cli.explained import Explained, Plan, Step, from_file, from_record, from_words
from bridge.cli.shown_buyer import show_buyer
from bridge.cli.surroundings import EMAIL, TIME, rules_of
from bridge.cli.wording import say_json
from bridge.rules import Given


@click.command()
@click.argument("what", metavar="[FILE|ID|EMAIL]", required=False)
@click.option("--event", "step", type=Step(),
              help='An event in the words of an example: "payment failed product-12".')  # fmt: skip
@click.option("--plan", type=Plan(), help="With --event: the first item's pricing option.")
@click.option("--email", type=EMAIL, help="With --event: whose tags it would change.")
@click.option("--at", type=TIME, help="With --event: when it happens, ISO. [default: now]")
@click.option("--as-of", "as_of", type=TIME, help="With EMAIL: as it was, or will be, then.")
@click.option("--rules", "rules_file", type=click.Path(path_type=Path),
              help="The rules file. [default: RULES_FILE, or rules.yaml]")  # fmt: skip
@click.option("--json", "json_wanted", is_flag=True, help="For scripts.")
def explain(
    what: str | None,
    step: Given | None,
    plan: str | None,
    email: str | None,
    at: datetime | None,
    as_of: datetime | None,
    rules_file: Path | None,
    json_wanted: bool,
) -> None:
    """Say what a delivery would do, by which rule and line. Touches nothing.

    \b
    bridge explain FILE    a delivery as ThriveCart posts it, a form or JSON; - is
                           stdin. `bridge show ID --body` prints one that came
    bridge explain 12      the delivery 12 of the record; needs DATABASE_URL
    bridge explain EMAIL   why she gets in or not; needs DATABASE_URL
    bridge explain --event "payment failed product-12" --email YOU@example.com
                           one that did not come

    The tags are those that the rules want afterwards, and below them what comes later: for a
    contact of the record, with all that is known of her (with --email this needs DATABASE_URL),
    else for somebody new.
    """
    if (what is None) == (step is None):
        raise click.UsageError(
            "Name a delivery (its file or id) or a buyer's address, or describe an event with "
            "--event."
        )
    if what and "@" in what:
        show_buyer(EMAIL.convert(what, None, None), as_json=json_wanted, at=as_of)
        return
    if as_of:
        raise click.UsageError("--as-of goes with a buyer's EMAIL.")
    if step is None and (plan is not None or email or at):
        raise click.UsageError("--plan, --email and --at go with --event: a delivery has its own.")
    rules = rules_of(rules_file)
    if step is not None:
        explained = from_words(step, rules.crm, plan, email, at)
    else:
        explained = _delivery(what or "", rules.crm)
    answer = Answer(rules, explained.event, explained.at, explained.known)
    if json_wanted:
        say_json(as_json(answer))
    else:
        say_answer(answer)


def _delivery(what: str, crm: str) -> Explained:
    """A number is an id; a file with such a name is `./12`."""
    return from_record(int(what), crm) if what.isascii() and what.isdigit() else from_file(what)
