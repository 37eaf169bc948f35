"""The naive fold's middle: which entitlements a person has, and what was paid and given back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from bridge.model import Event, Item, Kind
from tests.entitlements.naive.ledger import Entry, is_given_back, payments_with_money, same_currency
from tests.entitlements.naive.people import Happened, Position, order_of

ABOUT_ENTITLEMENTS = frozenset(
    {
        Kind.PURCHASE,
        Kind.REBILL,
        Kind.PAYMENT_FAILED,
        Kind.CANCELLED,
        Kind.REFUND,
        Kind.PAUSED,
        Kind.RESUMED,
        Kind.COMPLETED,
    }
)


@dataclass
class Course:
    """One entitlement: one person's hold on one item by one order."""

    key: str
    item: Item
    mode: str
    currency: str
    order: str
    entries: list[Entry] = field(default_factory=list)

    @property
    def began(self) -> Position:
        return self.entries[0].position

    @property
    def paid_for(self) -> bool:
        return any(entry.pays for entry in self.entries)


@dataclass
class Courses:
    """All of one person's entitlements; `about` by delivery key, `unclear` must be looked at."""

    by_key: dict[str, Course] = field(default_factory=dict)
    about: dict[str, list[str]] = field(default_factory=dict)
    unclear: list[str] = field(default_factory=list)


def courses_of(happened: Sequence[Happened]) -> Courses:
    """The person's entitlements by these events of hers, in the order in which they count."""
    found = Courses()
    of_kind = [each for each in happened if each.event.kind in ABOUT_ENTITLEMENTS]
    for each in of_kind:
        events = [other.event for other in of_kind]
        known = {line.item.key for line in found.by_key.values() if is_of_order(line, each.event)}
        items = items_concerned(each.event, events, known)
        if each.event.kind is Kind.REFUND and not items:
            found.unclear.append(each.event.key)
        courses = [
            course_for(found, each, item) for item in {item.key: item for item in items}.values()
        ]
        found.about[each.event.key] = [course.key for course in courses]
        shares = shares_of(each.event, items, courses, events)
        for course in courses:
            where = each.by_item.get(course.item.key, each.position)
            course.entries.append(Entry(where, each.event, shares[course.key]))
            course.entries.sort(key=lambda entry: entry.position)
    return found


def is_of_order(course: Course, event: Event) -> bool:
    return bool(event.order_id) and course.key.startswith(f"{event.mode}:{event.order_id}:")


def items_concerned(event: Event, events: Sequence[Event], known: set[str]) -> Sequence[Item]:
    """A refund that names no item: all items of its order if the amount is the order's, else the
    order's base product, where that is known to be in it. Any other event that falls back on the
    base product never concerns an item whose lines in that order are all single."""
    if event.items_told:
        return event.items
    bought = bought_in_order(event, events)
    if event.kind is Kind.REFUND:
        whole = is_whole_order(event, bought)
        if whole:
            return [item for purchase in bought for item in purchase.items]
        return [item for item in event.items if not bought or item.key in known]
    return [item for item in event.items if not all_single(item, event, events)]


def bought_in_order(event: Event, events: Sequence[Event]) -> list[Event]:
    """The purchases of the event's order, each item once."""
    found: list[Event] = []
    for each in events:
        seen = {item.key for purchase in found for item in purchase.items}
        new = {item.key for item in each.items} - seen
        if each.kind is Kind.PURCHASE and order_of(event) and order_of(each) == order_of(event):
            found += [each] if new else []
    return found


def is_whole_order(refund: Event, bought: Sequence[Event]) -> bool:
    amounts = [purchase.money.amount for purchase in bought]
    known = [amount for amount in amounts if amount is not None]
    same = all(same_currency(refund, purchase) for purchase in bought)
    return bool(known) and known == amounts and same and sum(known) == refund.money.amount


def all_single(item: Item, event: Event, events: Sequence[Event]) -> bool:
    told = [
        line.single
        for each in events
        if order_of(event) and order_of(each) == order_of(event)
        for line in each.items
        if line.key == item.key and line.single is not None
    ]
    return bool(told) and all(told)


def course_for(found: Courses, each: Happened, item: Item) -> Course:
    """The entitlement that the event is about; made where there is none."""
    event = each.event
    key = f"{event.mode}:{event.order_id}:{item.key}"
    if not event.order_id and event.kind is Kind.PURCHASE:
        # A purchase without an order number is an order of its own.
        key = f"{event.mode}:delivery {event.key}:{item.key}"
    elif not event.order_id:
        key = without_an_order(found.by_key.values(), each, item) or key
    if key not in found.by_key:
        found.by_key[key] = Course(key, item, event.mode, event.money.currency, event.order_id)
    return found.by_key[key]


def without_an_order(courses: Iterable[Course], each: Happened, item: Item) -> str:
    """Of the entitlements to the item in the same mode that began no later than it, the newest not
    ended, else the newest; else one is presumed."""
    fitting = [
        course
        for course in courses
        if course.item.key == item.key
        and course.mode == each.event.mode
        and course.began <= each.position
    ]
    lasting = [course for course in fitting if not is_given_back(course.entries)]
    return max(lasting or fitting, key=lambda course: course.began).key if fitting else ""


def shares_of(
    event: Event, items: Sequence[Item], courses: Sequence[Course], events: Sequence[Event]
) -> dict[str, Fraction | None]:
    """How much of the event's money is for each of these entitlements. A refund of the order's
    whole amount gives back what its purchase asked for each item."""
    whole = is_whole_order(event, bought_in_order(event, events))
    if event.kind is Kind.REFUND and (event.items_told or not whole):
        return refund_shares(event, courses)
    asked = {item.key: item.amount for item in items}
    shares: dict[str, Fraction | None] = {}
    for course in courses:
        amount = asked.get(course.item.key)
        if amount is None and len(asked) == 1:
            amount = event.money.amount
        shares[course.key] = None if amount is None else Fraction(amount)
    return shares


def refund_shares(event: Event, courses: Sequence[Course]) -> dict[str, Fraction | None]:
    """A refund naming several items is shared out in proportion to what was paid for each, as far
    as that is known."""
    amount = event.money.amount
    unknown: dict[str, Fraction | None] = dict.fromkeys((course.key for course in courses), None)
    if amount is None:
        return unknown
    if len(courses) == 1:
        return {courses[0].key: Fraction(amount)}
    paid = {course.key: paid_in_all(course) for course in courses}
    known = {key: each for key, each in paid.items() if each}
    return unknown | {key: amount * each / sum(known.values()) for key, each in known.items()}


def paid_in_all(course: Course) -> Fraction | None:
    parts = [payment.money for payment in payments_with_money(course.entries)]
    known = [part for part in parts if part is not None]
    return sum(known, Fraction(0)) if known and known == parts else None
