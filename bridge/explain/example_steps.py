"""The steps of a buyer's life in the words of examples."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from string import ascii_uppercase

from bridge.explain.example_facts import facts_of, lasting
from bridge.explain.known import Known
from bridge.model import ABOUT_THE_BUYER, OF_AFFILIATES, PAYMENTS, Event, Item, Kind, Moment
from bridge.rules import ADDRESSES, counted

_HANDS = frozenset({Kind.GRANTED_BY_HAND, Kind.ENDED_BY_HAND, Kind.BANNED_BY_HAND})
_ITEM = re.compile("(?:product|bump|upsell|downsell)-[1-9][0-9]*")
_PLAN = re.compile("[1-9][0-9]*")
_MOST_LETTERS = 3  # in an order's name


class Steps:
    """Names her orders by letters and numbers her addresses as they come."""

    def __init__(self, known: Known) -> None:
        self._rules = known.household.newest
        self._moves = _moves(known)
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
        elif event.kind in _HANDS and event.hand:
            until = event.hand.until
            lasts = f" for {lasting(until - second_of(event))}" if until else ""
            yield f"{event.kind} {event.hand.membership}".strip() + lasts
        elif event.kind is not Kind.EMAIL_CHANGED and event.kind not in OF_AFFILIATES:
            yield f"# No step of an example tells this: {event.kind}."

    def _moving(self, event: Event) -> Iterator[str]:
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
        told = self._priced(replace(event, items=tuple(right)))
        facts = " and ".join(facts_of(told, self._rules))
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
        if not event.order_id:
            return ""
        return self._orders.setdefault(event.order_id, letter_of(len(self._orders)))


def letter_of(number: int) -> str:
    """A to Z, AA, AB and so on to ZZZ, then none; `number` counts from 0."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, len(ascii_uppercase))
        letters = ascii_uppercase[rest] + letters
    return letters if len(letters) <= _MOST_LETTERS else ""


def second_of(event: Event) -> datetime:
    """When it happened, in whole seconds: no more counts, and no more can be told."""
    at = event.occurred_at or datetime.max.replace(tzinfo=UTC)
    return at.replace(microsecond=0)


def span(far: timedelta) -> str:
    """How much later a step comes."""
    seconds = int(far.total_seconds())
    if seconds <= 0:
        return "the same second"
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds % size == 0:
            return f"{counted(seconds // size, unit)} later"
    return f"{counted(seconds, 'second')} later"


def _item(item: Item) -> str:
    return f"{item.key} plan {item.plan}" if _PLAN.fullmatch(item.plan) else item.key


def _moves(known: Known) -> dict[str, str]:
    """Where she lives from an event on, by its delivery key."""
    stays: list[tuple[Moment, str]] = [
        (since, address) for person in known.people for address, since in person.addresses
    ]
    return {since.key: address for since, address in sorted(stays)}
