"""`bridge explain`"""

from datetime import datetime
from pathlib import Path

import click

from bridge.cli.commands.deliveries.answer import Answer
from bridge.cli.commands.deliveries.answer_output import say_answer, say_answer_json
from bridge.cli.commands.deliveries.event_source import (
    Plan,
    Step,
    from_record_or_file,
    from_words,
)
from bridge.cli.commands.deliveries.show_buyer import show_buyer
from bridge.cli.environment import rules_of
from bridge.cli.options import EMAIL, TIME, json_option
from bridge.cli.publication import say_if_file_differs
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
@json_option
def explain(
    what: str | None,
    step: Given | None,
    plan: str | None,
    email: str | None,
    at: datetime | None,
    as_of: datetime | None,
    rules_file: Path | None,
    as_json: bool,
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
    else for somebody new. `bridge why` is the same.
    """
    if (what is None) == (step is None):
        raise click.UsageError(
            "Name a delivery (its file or id) or a buyer's address, or describe an event with "
            "--event."
        )
    if step is None and (plan is not None or email or at):
        raise click.UsageError("--plan, --email and --at go with --event: a delivery has its own.")
    if what and "@" in what:
        show_buyer(EMAIL.convert(what, None, None), as_json=as_json, at=as_of)
    elif as_of:
        raise click.UsageError("--as-of goes with a buyer's EMAIL.")
    else:
        rules = rules_of(rules_file)
        if step is not None:
            explained = from_words(step, rules.crm, plan, email, at)
        else:
            explained = from_record_or_file(what or "", rules.crm)
        answer = Answer(rules, explained.event, explained.at, explained.known)
        say = say_answer_json if as_json else say_answer
        say(answer)
    if rules_file is None:
        say_if_file_differs()
