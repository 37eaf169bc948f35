"""The simplest stand-ins for what a room is handed."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from bridge.crms import Memory, TagReport
from bridge.model import (
    Call,
    Contact,
    Done,
    Event,
    Item,
    Kind,
    Outcome,
    Plan,
    Refusal,
    Sort,
    target_key,
)

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def event(
    kind: Kind = Kind.PURCHASE,
    *items: str,
    minute: int = 0,
    email: str = "bea@example.com",
    key: str = "",
    order: str = "1001",
    problem: str = "",
) -> Event:
    """Something that happened `minute` minutes after noon; product-1 where no item is named."""
    parsed = (item.split("-") for item in items or ("product-1",))
    return Event(
        source="thrivecart",
        key=key or f"{kind} {order} {minute} {','.join(items)} {email}",
        kind=kind,
        word=kind.value,
        occurred_at=NOON + timedelta(minutes=minute),
        contact=Contact(email, "Bea", "Buyer"),
        items=tuple(Item(type_, id_) for type_, id_ in parsed),
        order_id=order,
        problem=problem,
        body={"event": kind.value},
    )


class FakeCrm:
    """A CRM in a dict. `answers` are raised one by one before anything is applied."""

    name = "activecampaign"

    def __init__(self) -> None:
        self.tags: dict[str, set[str]] = {}
        self.lists: dict[str, dict[str, bool]] = {}
        self.fields: dict[str, dict[str, str]] = {}
        self.fired: list[str] = []
        self.started: list[str] = []
        self.plans: list[Plan] = []
        self.answers: list[Exception] = []
        self.missing: set[str] = set()
        self.after_apply: list[Exception] = []

    def apply(self, plan: Plan, memory: Memory) -> Outcome:
        self.plans.append(plan)
        memory.note(Call("POST", "contact/sync", 200, 12))
        if self.answers:
            raise self.answers.pop(0)
        outcome = Outcome(tuple(self._apply(plan)), tuple(self._refuse(plan)))
        if self.after_apply:
            raise self.after_apply.pop(0)
        return outcome

    def look(
        self, contact: Contact, names: Iterable[tuple[Sort, str]], memory: Memory
    ) -> frozenset[str]:
        memory.note(Call("GET", "contacts", 200, 7))
        has, on = self.tags.get(contact.key, set()), self.lists.get(contact.key, {})
        return frozenset(
            target_key(sort, name) for sort, name in names if name in has or on.get(name)
        )

    def check(self, tags: Iterable[str] = (), others: Iterable[tuple[Sort, str]] = ()) -> TagReport:
        if self.answers:
            raise self.answers.pop(0)
        lacking = tuple((sort, name, None) for sort, name in others if name in self.missing)
        return TagReport(tuple((tag, None) for tag in tags if tag in self.missing), lacking)

    def _apply(self, plan: Plan) -> Iterable[Done]:
        has = self.tags.setdefault(plan.contact.key, set())
        for tag in plan.add:
            if tag not in self.missing or plan.creates(tag):
                yield Done(tag, "added" if tag not in has else "already there", tag not in has)
                has.add(tag)
        for tag in plan.remove:
            yield Done(tag, "removed" if tag in has else "was not there", tag in has)
            has.discard(tag)
        for firing in plan.fire:
            self.fired.append(firing.token)
            has.add(firing.tag)
            yield Done(firing.tag, "fired", token=firing.token)
        yield from self._besides_tags(plan)

    def _besides_tags(self, plan: Plan) -> Iterable[Done]:
        on = self.lists.setdefault(plan.contact.key, {})
        for wish in plan.subscribe:
            stays_out = on.get(wish.list) is False and not wish.even_opted_out
            what = "opted out" if stays_out else "subscribed"
            on[wish.list] = not stays_out
            yield Done(wish.list, what, not stays_out, sort=Sort.LIST)
        for name in plan.unsubscribe:
            was_on = on.get(name, False)
            yield Done(
                name, "unsubscribed" if was_on else "was not subscribed", was_on, sort=Sort.LIST
            )
            on |= {name: False} if was_on else {}
        for field in plan.fields:
            self.fields.setdefault(plan.contact.key, {})[field.field] = field.value
            yield Done(field.field, "set", sort=Sort.FIELD)
        for start in plan.start:
            self.started.append(start.token)
            yield Done(start.tag, "started", token=start.token, sort=Sort.AUTOMATION)

    def _refuse(self, plan: Plan) -> Iterable[Refusal]:
        return [
            Refusal(tag, f"The tag '{tag}' does not exist.")
            for tag in plan.add
            if tag in self.missing and not plan.creates(tag)
        ]


class Clock:
    """A clock that only moves when told to."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **spans: float) -> None:
        self.at += timedelta(**spans)


class FakeSignals:
    """Remembers what was signalled; `lost` forgets it as an empty Redis would."""

    def __init__(self) -> None:
        self.queue: list[int] = []

    def send(self, delivery_id: int) -> bool:
        self.queue.append(delivery_id)
        return True

    def waiting(self) -> set[int]:
        return set(self.queue)

    def lost(self) -> None:
        self.queue.clear()
