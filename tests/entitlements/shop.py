"""A made-up shop for the folds: its rules as plain values, and what happens in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from bridge.entitlements.desired import Desired, DesiredState, Held, Value
from bridge.entitlements.fold import fold
from bridge.entitlements.inputs import Book, BookOf, Fact
from bridge.model import (
    Block,
    Blocking,
    Contact,
    Delay,
    Effect,
    Event,
    Hand,
    Item,
    Kind,
    Membership,
    Money,
    Sale,
    Style,
    Subscription,
    TurnRule,
    hold_in,
    tag_key,
)
from tests.entitlements.naive.fold import NaiveState, naive

BEGINNING = datetime(2026, 1, 1, 12, tzinfo=UTC)
ANN, BEA = "ann@example.com", "bea@example.com"
DAY = timedelta(days=1)
BY_HAND = {
    "grant": Kind.GRANTED_BY_HAND,
    "end": Kind.ENDED_BY_HAND,
    "ban": Kind.BANNED_BY_HAND,
    "undo": Kind.TAKEN_BACK_BY_HAND,
    "skip": Kind.SKIPPED_BY_HAND,
    "hurry": Kind.HURRIED_BY_HAND,
}


@dataclass(frozen=True)
class FakeBook:
    """One publication: each membership with the items that grant it."""

    sold: tuple[tuple[Membership, frozenset[str]], ...]
    turns: tuple[TurnRule, ...] = ()
    contact_per_address: bool = False

    def memberships_of(self, sale: Sale) -> Sequence[Membership]:
        return [membership for membership, items in self.sold if sale.item.key in items]

    def membership(self, name: str) -> Membership | None:
        named = {tag_key(membership.name): membership for membership, _ in self.sold}
        return named.get(tag_key(name))


def memberium(name: str = "Gold", **parts: Any) -> Membership:
    """As the style has it: a tag, PAYF, SUSP and CANC."""
    usual: dict[str, Any] = {
        "overdue": Blocking(f"{name}PAYF"),
        "paused": Blocking(f"{name}SUSP"),
        "cancelled": Blocking(f"{name}CANC"),
    }
    return Membership(name, tag=name, **usual | parts)


def plain(name: str = "Gold", **parts: Any) -> Membership:
    return Membership(name, Style.PLAIN, tag=name, **{"cancelled": Blocking()} | parts)


def accessally(name: str = "Gold", **parts: Any) -> Membership:
    usual: dict[str, Any] = {
        "overdue": Blocking(),
        "cancelled": Blocking(),
        "trigger": f"{name}_purchase",
        "revoke": f"{name}_revoke",
        "failed": f"{name}_failed",
    }
    return Membership(name, Style.ACCESSALLY, **usual | parts)


def after(**wait: float) -> Delay:
    return Delay(timedelta(**wait))


def at_period_end(**wait: float) -> Delay:
    return Delay(timedelta(**wait), at_period_end=True)


def book(
    membership: Membership | None = None, *items: str, turns: Sequence[TurnRule] = ()
) -> FakeBook:
    sold = frozenset(items or ("product-12", "product-13"))
    return FakeBook(((membership or memberium(), sold),), tuple(turns))


def item(key: str, amount: int | None = None, single: bool | None = None) -> Item:
    kind, _, number = key.partition("-")
    return Item(kind, number, amount=amount, single=single)


def priced(word: str) -> Item:
    name, _, price = word.partition("=")
    return item(name, int(price) if price else None)


def day(number: float, seconds: float = 0) -> datetime:
    return BEGINNING + number * DAY + timedelta(seconds=seconds)


def moment(at: float | datetime) -> datetime:
    """A number is so many days since the beginning."""
    return at if isinstance(at, datetime) else day(at)


@dataclass(frozen=True)
class Story:
    """What happened, told step by step; each step's key is its number unless it names one."""

    rules: Book
    facts: tuple[Fact, ...] = ()

    def happens(
        self,
        kind: str,
        items: str | Sequence[Item] = "product-12",
        at: float | datetime = 0,
        *,
        order: str = "1001",
        email: str = ANN,
        customer: str = "501",
        amount: int | None = None,
        currency: str = "USD",
        key: str = "",
        next_payment: datetime | None = None,
        paid_until: datetime | None = None,
        left: int | None = None,
        every: int | None = None,
        effects: Sequence[Effect] = (),
        **more: Any,
    ) -> "Story":
        """`items` may be keys; `product-12=2900` says what it asks for. `at` is a moment, or so
        many days since the beginning."""
        event = Event(
            source="thrivecart",
            key=key or f"d{len(self.facts):02}",
            kind=Kind(kind),
            word=kind,
            occurred_at=moment(at),
            contact=Contact(email, customer_id=customer),
            items=tuple(map(priced, items.split()) if isinstance(items, str) else items),
            order_id=order,
            money=Money(amount, currency),
            subscription=Subscription(
                payments_left=left,
                next_payment_at=next_payment,
                paid_until=paid_until,
                frequency_days=every,
            ),
        )
        fact = Fact(replace(event, **more), tuple(effects))
        return Story(self.rules, (*self.facts, fact))

    def hand(
        self,
        word: str,
        membership: str = "Gold",
        at: float | datetime = 0,
        *,
        email: str = ANN,
        until: datetime | None = None,
        about: str = "",
        key: str = "",
    ) -> "Story":
        """`bridge grant`, `end`, `ban`, `undo`, `skip` or `hurry`."""
        event = Event(
            source="hand",
            key=key or f"d{len(self.facts):02}",
            kind=BY_HAND[word],
            word=word,
            occurred_at=moment(at),
            contact=Contact(email),
            hand=Hand(membership, until, "because", about),
        )
        return Story(self.rules, (*self.facts, Fact(event)))


class Fold(Protocol):
    """One of the two."""

    def __call__(
        self, facts: Sequence[Fact], book_of: BookOf, at: datetime, per_address: bool = False
    ) -> Mapping[str, NaiveState]: ...


def by_naive(
    facts: Sequence[Fact], book_of: BookOf, at: datetime, per_address: bool = False
) -> Mapping[str, NaiveState]:
    return naive(facts, book_of, at, per_address, wakes=False)


def by_product(
    facts: Sequence[Fact], book_of: BookOf, at: datetime, per_address: bool = False
) -> Mapping[str, NaiveState]:
    states = fold(facts, book_of, at, per_address=per_address)
    tokens = {effect.token for fact in facts for effect in fact.effects} - {""}
    return {address: in_short(state, at, tokens) for address, state in states.items()}


def in_short(state: DesiredState, at: datetime, tokens: set[str]) -> NaiveState:
    """What the product finds, in the naive fold's words."""
    return NaiveState(
        {
            target: f"={desired.text}" if target.startswith("field,") else str(desired.value)
            for target, desired in state.targets.items()
        },
        {name: any(each.open for each in held) for name, held in state.held.items()},
        {name: frozenset(map(str, blocks_of(held))) for name, held in state.held.items()},
        frozenset(
            each.token for each in state.occurrences if each.token in tokens and each.due_at <= at
        ),
        access=dict(open_at_site(state.access, at)),
    )


def open_at_site(access: Mapping[str, Desired], at: datetime) -> Iterator[tuple[str, str]]:
    """What a site lets in that was told these: it keeps whole days."""
    for key, each in access.items():
        until = datetime.fromisoformat(each.text) if each.text else None
        if each.value is Value.WANTED and (until is None or at.date() <= until.date()):
            yield f"{each.name} {hold_in(key)}", str(until) if until else "for life"


def blocks_of(held: Sequence[Held]) -> frozenset[Block]:
    standing = sorted((each for each in held if each.stands), key=lambda each: each.badness)
    if standing:
        return frozenset(standing[0].blocks)
    return frozenset(block for each in held for block in each.blocks)


def tags(state: NaiveState) -> list[str]:
    """What stands on the contact: memberships' and rules' tags, and lists."""
    return sorted(target for target, value in state.targets.items() if value == Value.WANTED)
