"""What `bridge explain` is asked about: a file, a delivery of the record, or an event in words."""

import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import click
from sqlalchemy import Engine

from bridge.cli.database import NO_DELIVERY, library, open_store
from bridge.cli.environment import read_file
from bridge.cli.options import LARGEST_NUMBER
from bridge.cli.output import printable
from bridge.explain.snapshot import Known, known_of
from bridge.model import Contact, Event, Item
from bridge.model.errors import BridgeError, WebhookRejected
from bridge.rules import UNKNOWN_PLAN, Given
from bridge.rules.file.examples import steps
from bridge.rules.file.grammar import words
from bridge.sources.thrivecart.source import read_saved
from bridge.store.deliveries import Deliveries
from bridge.web.receiver import LARGEST_BODY

_ELSE = "Write it as a step of an example in the rules file, and run `bridge check`."


@dataclass(frozen=True)
class Explained:
    """An event, and what the record knows of its contact at the rules' CRM, where it was asked.

    `at` is the time for which it is asked what stands.
    """

    event: Event
    at: datetime
    known: Known | None = None


class Step(click.ParamType[Given]):
    """An event in the words of an example's step."""

    name = "event"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> Given:
        if wrong := steps.check_step(value):
            self.fail(wrong, param, ctx)
        step = steps.step(value)
        if why := _unexplained(step):
            self.fail(why, param, ctx)
        return step


class Plan(click.ParamType[str]):
    """A pricing option's number."""

    name = "plan"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if wrong := words.check_plan(value):
            self.fail(wrong, param, ctx)
        return "" if value == UNKNOWN_PLAN else value


def from_words(
    step: Given, crm: str, plan: str | None, email: str | None, at: datetime | None
) -> Explained:
    """`plan` is the first item's. The record is asked about `email`: raises ConfigError
    where no database is named."""
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
    return _known(open_store(), event, at, crm) if email else Explained(event, at)


def from_record_or_file(what: str, crm: str) -> Explained:
    """A number is an id; a file with such a name is `./12`. Raises BridgeError when there is none
    with that id, or no delivery in the file."""
    if not (what.isascii() and what.isdigit()):
        return _from_file(what)
    engine, id_ = open_store(), int(what)
    found = Deliveries(engine).find(id_) if id_ <= LARGEST_NUMBER else None
    if found is None:
        raise BridgeError(NO_DELIVERY.format(id_))
    return _known(engine, found.event, datetime.now(UTC), crm)


def _from_file(file: str) -> Explained:
    """A delivery as it is posted; - is stdin."""
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
    return Explained(received, received.occurred_at or datetime.now(UTC))


def _known(engine: Engine, event: Event, at: datetime, crm: str) -> Explained:
    """With all that the record knows of the event's contact."""
    return Explained(event, at, known_of(engine, library(), crm, event.contact.key))


def _with_plan(items: tuple[Item, ...], plan: str | None) -> tuple[Item, ...]:
    if plan is None:
        return items
    if not items:
        raise click.UsageError("--plan is an item's: name the item in --event.")
    return (replace(items[0], plan=plan), *items[1:])


def _unexplained(step: Given) -> str:
    """Why such a step says nothing alone, since it is about what was before it; else ""."""
    if step.words == steps.NOTHING:
        return "of nothing there is nothing to explain. Name an event."
    if step.hand:
        return f"what is said by hand goes past the rules, so none explains it. {_ELSE}"
    if step.address:
        return f"no rule is about a new address; it takes along what she has. {_ELSE}"
    if step.half:
        return f"'half' is of what was paid before, and one event alone has no before. {_ELSE}"
    if step.order and not step.items:
        return f"the items of the order {step.order} are not known here. Name them before it."
    return ""
