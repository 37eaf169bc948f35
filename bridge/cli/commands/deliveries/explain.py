"""`bridge explain`"""

import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from bridge.cli.commands.deliveries.answer_output import say_answer, say_answer_json
from bridge.cli.commands.deliveries.show_buyer import show_buyer
from bridge.cli.database import NO_DELIVERY, library, open_store, say_if_file_differs
from bridge.cli.environment import read_file, rules_of
from bridge.cli.options import EMAIL, LARGEST_NUMBER, TIME, Typed, json_option
from bridge.cli.output import printable
from bridge.explain.snapshot import snapshot_of
from bridge.explain.trial.answer import Answer
from bridge.model import Contact, Event, Item
from bridge.model.errors import BridgeError, WebhookRejected
from bridge.rules import UNKNOWN_PLAN, Given, Rules
from bridge.rules.file.examples import example_steps as steps
from bridge.rules.file.grammar import words
from bridge.sources.thrivecart.source import read_saved
from bridge.store.deliveries import Deliveries
from bridge.web.receiver import LARGEST_BODY

_ELSE = "Write it as a step of an example in the rules file, and run `bridge check`."


def _step(typed: str) -> Given:
    """An event in the words of an example's step, which says something by itself."""
    if wrong := steps.check_step(typed):
        raise ValueError(wrong)
    step = steps.step(typed)
    why = ""
    if step.words == steps.NOTHING:
        why = "of nothing there is nothing to explain. Name an event."
    elif step.hand:
        why = f"what is said by hand goes past the rules, so none explains it. {_ELSE}"
    elif step.address:
        why = f"no rule is about a new address; it takes along what she has. {_ELSE}"
    elif step.half:
        why = f"'half' is of what was paid before, and one event alone has no before. {_ELSE}"
    elif step.order and not step.items:
        why = f"the items of the order {step.order} are not known here. Name them before it."
    if why:
        raise ValueError(why)
    return step


def _plan(typed: str) -> str:
    """A pricing option's number."""
    if wrong := words.check_plan(typed):
        raise ValueError(wrong)
    return "" if typed == UNKNOWN_PLAN else typed


@click.command()
@click.argument("what", metavar="[FILE|ID|EMAIL]", required=False)
@click.option("--event", "step", type=Typed("event", _step),
              help='An event in the words of an example: "payment failed product-12".')  # fmt: skip
@click.option("--plan", type=Typed("plan", _plan),
              help="With --event: the first item's pricing option.")  # fmt: skip
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
        rules, say = rules_of(rules_file), say_answer_json if as_json else say_answer
        say(_of_words(rules, step, plan, email, at) if step else _of_delivery(rules, what or ""))
    if rules_file is None:
        say_if_file_differs()


def _of_delivery(rules: Rules, what: str) -> Answer:
    """A number is an id; a file with such a name is `./12`. Raises BridgeError."""
    if what.isascii() and what.isdigit():
        return _of_record(rules, int(what))
    return _of_file(rules, what)


def _of_words(
    rules: Rules, step: Given, plan: str | None, email: str | None, at: datetime | None
) -> Answer:
    """`plan` is the first item's; it happens now where `at` does not say. The record is asked about
    `email`: raises ConfigError where no database is named."""
    at = at or datetime.now(UTC)
    event = Event(
        source="explain",
        key="explain",
        kind=step.kind,
        word=step.kind,
        occurred_at=at,
        contact=Contact(email) if email else Contact("new@example.com", "Somebody", "new"),
        items=_with_plan(step.items, plan),
        **step.fields_at(at),
    )
    known = snapshot_of(open_store(), library(), event.contact.key) if email else None
    return Answer(rules, event, at, known)


def _with_plan(items: tuple[Item, ...], plan: str | None) -> tuple[Item, ...]:
    if plan is None:
        return items
    if not items:
        raise click.UsageError("--plan is an item's: name the item in --event.")
    return (replace(items[0], plan=plan), *items[1:])


def _of_record(rules: Rules, id_: int) -> Answer:
    """Raises BridgeError when no delivery has that id."""
    engine = open_store()
    found = Deliveries(engine).find(id_) if id_ <= LARGEST_NUMBER else None
    if found is None:
        raise BridgeError(NO_DELIVERY.format(id_))
    known = snapshot_of(engine, library(), found.event.contact.key)
    return Answer(rules, found.event, datetime.now(UTC), known)


def _of_file(rules: Rules, file: str) -> Answer:
    """Of a delivery as it is posted; - is stdin. Raises BridgeError where there is none in it."""
    most = LARGEST_BODY + 1
    body = sys.stdin.buffer.read(most) if file == "-" else read_file(file, most)
    if len(body) == most:
        raise BridgeError(f"{printable(file)}: over 1 MiB; the receiver refuses such a delivery.")
    try:
        event = read_saved(body)
    except WebhookRejected as refused:
        why = f"the receiver would refuse it ({refused.status}): {refused}"
        raise BridgeError(f"{printable(file)}: {why}") from None
    if event is None:
        raise BridgeError(f"{printable(file)}: there is no delivery in it; it is empty.")
    received = event.received(datetime.now(UTC))
    return Answer(rules, received, received.occurred_at or datetime.now(UTC))
