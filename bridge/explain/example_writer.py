"""A buyer's life as an example for rules.yaml, without anything personal: no address, no name.

It tells what the language of examples can tell; what it cannot is named in a comment. Every step of
a sort tells the same facts, and beside them no more than what some rule asks for: an example should
be easy to read. What a form or a link told is personal, so it never is.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain, islice, product
from string import ascii_uppercase

from bridge.entitlements.fold import state_of
from bridge.entitlements.inputs import in_order, taken_back
from bridge.explain.buyer import Buyer
from bridge.explain.snapshot import Snapshot
from bridge.model import ABOUT_THE_BUYER, OF_AFFILIATES, PAYMENTS, Event, Item, Kind, Moment
from bridge.model.membership import PATIENCE
from bridge.model.text import money, span
from bridge.rules import ADDRESSES, PERIOD_END, Rules
from bridge.rules.file.examples.example_steps import HANDS
from bridge.rules.file.examples.facts import NEXT_PAYMENT, PAYMENTS_LEFT

_SECOND, _HOUR, _DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
_MOST = 9999  # of hours or days that can be written
_ITEM = re.compile("(?:product|bump|upsell|downsell)-[1-9][0-9]*")
_PRICED = frozenset({Kind.PURCHASE, Kind.REBILL, Kind.REFUND})
# Needs no quotes in a list of YAML.
_PLAIN = re.compile(
    r"(?!(?:yes|no|on|off|true|false|null|y|n)$)[^\W\d](?:[\w &+.-]*[\w+.-])?", re.IGNORECASE
)


def example_of(buyer: Buyer) -> str:
    """Steps in the words of examples, and the tags that come out by now."""
    due = [tag.tag for tag in buyer.tags if tag.due and tag.sort == "tag"]
    tags = ", ".join(t if _PLAIN.fullmatch(t) else _quoted(t) for t in due)
    lines = list(_lines(buyer.known)) if buyer.known else []
    if not any(line.startswith("-") for line in lines):
        lines.append("- nothing")
    steps = [f"      {line}" for line in lines]
    return "\n".join(["examples:", "  - given:", *steps, f"    tags: [{tags}]", ""])


def letter_of(number: int) -> str:
    """A to Z, AA, AB and so on to ZZZ, then none; `number` counts from 0."""
    names = chain.from_iterable(product(ascii_uppercase, repeat=size) for size in (1, 2, 3))
    return "".join(next(islice(names, number, None), ()))


def later(far: timedelta) -> str:
    """How much later a step comes."""
    return f"{span(far)} later" if far >= _SECOND else "the same second"


def _lines(known: Snapshot) -> Iterator[str]:
    steps = _Steps(known)
    before: datetime | None = None
    for event in _events(known):
        for words in steps.of(event):
            if words.startswith("#"):
                yield words
                continue
            at = _second_of(event)
            yield _entry(at - before if before else _DAY, words)
            before = at
    if before and (ahead := _changed_since(known, before)):
        yield _entry(ahead, "nothing")


def _entry(far: timedelta, words: str) -> str:
    step = _quoted(words) if re.search(r": |:$| #", words) else words
    return f"- {step}" if far == _DAY else f"- {later(far)}: {step}"


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)


def _events(known: Snapshot) -> Sequence[Event]:
    """Hers, in the order in which they count; without hands that were taken back, and what took
    them back."""
    told = in_order([fact for person in known.people for fact in person.facts])
    back = taken_back(told)
    hers = {each.event.key: each.event for each in told}
    about = {key: each.hand.about for key, each in hers.items() if each.hand and each.hand.about}
    kept = [each for key, each in hers.items() if key not in back and about.get(key) not in back]
    return sorted(kept, key=_second_of)


def _changed_since(known: Snapshot, last: datetime) -> timedelta | None:
    """How long after her last event the example ends, where something became due in between: in
    whole days or hours, if that much time has passed."""
    at, changed = last + PATIENCE, None
    while (wake_at := state_of(known.household.fold(at), known.address).wake_at) and (
        at < wake_at <= known.at
    ):
        at = changed = wake_at
    if changed is None:
        return None
    sizes = (_DAY, _HOUR, _SECOND, timedelta.resolution)
    whole = (-(-(changed - last) // size) * size for size in sizes)
    return next(far for far in whole if far <= known.at - last)


class _Steps:
    """Names her orders by letters and numbers her addresses as they come."""

    def __init__(self, known: Snapshot) -> None:
        self._rules = known.household.newest
        stays: list[tuple[Moment, str]] = [
            (since, address) for person in known.people for address, since in person.addresses
        ]
        self._moves = {since.key: address for since, address in sorted(stays)}
        self._orders: dict[str, str] = {}
        self._bought: set[str] = set()
        self._paid: dict[tuple[str, str], int] = {}
        self._addresses: list[str] = []
        self._here = ""

    def of(self, event: Event) -> Iterator[str]:
        """The words of each step that the event is, at one time; `# …` of what no step tells."""
        yield from self._moving(event)
        if event.kind in ABOUT_THE_BUYER:
            yield self._words(event)
        elif event.kind in HANDS and event.hand:
            until = event.hand.until
            lasts = f" for {_lasting(until - _second_of(event))}" if until else ""
            yield f"{event.kind} {event.hand.membership}".strip() + lasts
        elif event.kind is not Kind.EMAIL_CHANGED and event.kind not in OF_AFFILIATES:
            yield f"# No step of an example tells this: {event.kind}."

    def _moving(self, event: Event) -> Iterator[str]:
        """Where she lives from this event on."""
        address = self._moves.get(event.key, self._here)
        if address == self._here:
            return
        first, self._here = not self._addresses, address
        if address not in self._addresses:
            self._addresses.append(address)
        number = self._addresses.index(address)
        if number >= len(ADDRESSES):
            yield f"# Here she moves to her address {number + 1}, which no step can tell."
        elif not first:
            yield f"moves to {ADDRESSES[number]} address"

    def _words(self, event: Event) -> str:
        right = [item for item in event.items if _ITEM.fullmatch(item.key)]
        words = " ".join([event.kind, *map(_item, right)])
        letter = self._letter(event) if right or event.order_id in self._bought else ""
        if event.kind is Kind.PURCHASE and right:
            self._bought.add(event.order_id)
        words += f" order {letter}" if letter else ""
        facts = " and ".join(_facts(self._priced(replace(event, items=tuple(right))), self._rules))
        return f"{words} with {facts}" if facts else words

    def _priced(self, event: Event) -> Event:
        """Examples share an amount out by equal parts. Where the parts were not equal, a refund of
        all that was paid for an item tells no amount, which gives all back."""
        parts = {(event.order_id, item.key): item.amount or 0 for item in event.items}
        if event.kind in PAYMENTS:
            self._paid |= parts if len({*parts.values()}) > 1 else {}
        if event.kind is not Kind.REFUND or not parts or not parts.keys() <= self._paid.keys():
            return event
        whole = sum(self._paid[part] for part in parts) <= (event.money.amount or 0)
        return replace(event, money=replace(event.money, amount=None)) if whole else event

    def _letter(self, event: Event) -> str:
        letter = letter_of(len(self._orders))
        return self._orders.setdefault(event.order_id, letter) if event.order_id else ""


def _facts(event: Event, rules: Rules) -> Iterator[str]:
    """`amount 49.00`, `period end in 20 days`: what its step says behind `with`."""
    paid = event.subscription
    if event.mode == "test":
        yield "mode test"
    if event.money.amount is not None and event.kind in _PRICED:
        yield f"amount {money(event.money.amount)}"
    for name, at in ((PERIOD_END, paid.paid_until), (NEXT_PAYMENT, paid.next_payment_at)):
        if event.kind is not Kind.PURCHASE and at and event.occurred_at and at > event.occurred_at:
            yield f"{name} in {_lasting(at - _second_of(event))}"
    for name, word, without in _optional(event):
        if word and rules.effects(without) != rules.effects(event):
            yield f"{name} {word}"


def _optional(event: Event) -> Iterator[tuple[str, str, Event]]:
    """Facts that a rule may ask for, their words, and the event that does not tell them."""
    cash, paid = event.money, event.subscription
    one_coupon = "" if re.search(",| and ", event.coupon) else event.coupon
    yield "coupon", one_coupon, replace(event, coupon="")
    yield "currency", cash.currency, replace(event, money=replace(cash, currency=""))
    consent = {True: "yes", False: "no", None: ""}[event.consent]
    yield "consent", consent, replace(event, consent=None)
    number, left = paid.payment_number, paid.payments_left
    uncounted = replace(event, subscription=replace(paid, payment_number=None))
    yield "payment number", str(number or ""), uncounted
    endless = replace(event, subscription=replace(paid, payments_left=None))
    yield PAYMENTS_LEFT, "" if left is None else str(left), endless
    yield "refund", event.refunded, replace(event, refunded="")


def _lasting(far: timedelta) -> str:
    """In whole hours or days, rounded up; one hour at least."""
    unit = _HOUR if -(-far // _HOUR) <= _MOST else _DAY
    return span(min(max(1, -(-far // unit)), _MOST) * unit)


def _second_of(event: Event) -> datetime:
    """When it happened, in whole seconds: no more counts, and no more can be told."""
    at = event.occurred_at or datetime.max.replace(tzinfo=UTC)
    return at.replace(microsecond=0)


def _item(item: Item) -> str:
    return f"{item.key} plan {item.plan}" if re.fullmatch("[1-9][0-9]*", item.plan) else item.key
