"""The simplest stand-ins for what a room is handed."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bridge.destinations.account import AccountSettings
from bridge.destinations.base import Memory, TagReport
from bridge.model import (
    Call,
    Contact,
    Destination,
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
from bridge.queue.jobs import Signals

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
ONE = (Destination("activecampaign", "activecampaign"),)  # what most rules are for


def accounts_of(destinations: Iterable[Destination], url: str) -> dict[str, AccountSettings]:
    """At that address, by their names."""
    return {
        each.name: AccountSettings(each, {"ACTIVECAMPAIGN_URL": url, "ACTIVECAMPAIGN_KEY": "KEY"})
        for each in destinations
    }


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


@dataclass
class FakeContact:
    """One contact of the account."""

    id: str
    email: str
    tags: set[str] = field(default_factory=set)
    lists: dict[str, bool] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)


class FakeCrm:
    """A CRM account in memory. `answers` are raised one by one before anything is done, and
    `after_apply` after it was; `missing` names are refused. `step` is called before and after
    everything that would be a request: whoever raises there is killed."""

    name = "activecampaign"

    def __init__(self, step: Callable[[], object] = lambda: None) -> None:
        self.contacts: dict[str, FakeContact] = {}
        self.fired: list[str] = []
        self.started: list[str] = []
        self.plans: list[Plan] = []
        self.answers: list[BaseException] = []
        self.missing: set[str] = set()
        self.after_apply: list[BaseException] = []
        self.renames = True
        self.step = step
        self._made = 0

    @property
    def tags(self) -> dict[str, set[str]]:
        """By the contact's address."""
        return {each.email.lower(): each.tags for each in self.contacts.values()}

    @property
    def lists(self) -> dict[str, dict[str, bool]]:
        return {each.email.lower(): each.lists for each in self.contacts.values()}

    @property
    def fields(self) -> dict[str, dict[str, str]]:
        return {each.email.lower(): each.fields for each in self.contacts.values()}

    def contact_of(self, email: str) -> FakeContact | None:
        found = [each for each in self.contacts.values() if each.email.lower() == email.lower()]
        return found[0] if found else None

    def apply(self, plan: Plan, memory: Memory) -> Outcome:
        self.plans.append(plan)
        self._request(memory, "GET", "contacts")
        if self.answers:
            raise self.answers.pop(0)
        known = self.contacts.get(memory.get("contact") or "") or self.contact_of(
            plan.contact.email
        )
        creates = plan.add or plan.fire or plan.subscribe or plan.fields or plan.start
        contact = known or (self._create(plan.contact, memory) if creates else None)
        if contact:
            memory.jot("contact", contact.id)
        outcome = Outcome(
            tuple(self._apply(plan, contact, memory)),
            tuple(self._refuse(plan)),
            created=known is None and contact is not None,
        )
        if self.after_apply:
            raise self.after_apply.pop(0)
        return outcome

    def rename(self, contact: Contact, memory: Memory) -> bool:
        if self.answers:
            raise self.answers.pop(0)
        mine = self.contacts.get(memory.get("contact") or "")
        if mine is None or not self.renames or self.contact_of(contact.email) not in (None, mine):
            return False
        with self._written(memory, "PUT", "contacts"):
            mine.email = contact.email
        return True

    def look(
        self, contact: Contact, names: Iterable[tuple[Sort, str]], memory: Memory
    ) -> frozenset[str]:
        self._request(memory, "GET", "contacts")
        has, on = self.tags.get(contact.key, set()), self.lists.get(contact.key, {})
        return frozenset(
            target_key(sort, name) for sort, name in names if name in has or on.get(name)
        )

    def check(self, tags: Iterable[str] = (), others: Iterable[tuple[Sort, str]] = ()) -> TagReport:
        if self.answers:
            raise self.answers.pop(0)
        lacking = tuple((sort, name, None) for sort, name in others if name in self.missing)
        return TagReport(tuple((tag, None) for tag in tags if tag in self.missing), lacking)

    def _create(self, contact: Contact, memory: Memory) -> FakeContact:
        self._made += 1
        made = FakeContact(str(self._made), contact.email)
        with self._written(memory, "POST", "contact/sync"):
            self.contacts[made.id] = made
        return made

    def _apply(self, plan: Plan, contact: FakeContact | None, memory: Memory) -> Iterable[Done]:
        for tag in plan.remove:
            was_there = contact is not None and tag in contact.tags
            if contact and was_there:
                with self._written(memory, "DELETE", "contactTags"):
                    contact.tags.discard(tag)
            nobody = "was not there" if contact else "no such contact"
            yield Done(tag, "removed" if was_there else nobody, was_there)
        for tag in (*plan.add, *plan.add_if_there):
            if tag in self.missing and not plan.creates(tag):
                continue
            if contact is None:
                yield Done(tag, "no such contact", changed=False)
            elif tag in contact.tags:
                yield Done(tag, "already there", changed=False)
            else:
                with self._written(memory, "POST", "contactTags"):
                    contact.tags.add(tag)
                yield Done(tag, "added")
        if contact:
            yield from self._once(plan, contact, memory)
            yield from self._besides_tags(plan, contact, memory)

    def _once(self, plan: Plan, contact: FakeContact, memory: Memory) -> Iterable[Done]:
        """A token that was done before is done, whoever asks again."""
        for firing in plan.fire:
            if firing.tag in self.missing:
                continue
            if firing.token not in self.fired:
                with self._written(memory, "POST", "contactTags"):
                    self.fired.append(firing.token)
                    contact.tags.add(firing.tag)
            yield Done(firing.tag, "fired", token=firing.token)
        for start in plan.start:
            if start.token not in self.started:
                with self._written(memory, "POST", "contactAutomations"):
                    self.started.append(start.token)
            yield Done(start.tag, "started", token=start.token, sort=Sort.AUTOMATION)

    def _besides_tags(self, plan: Plan, contact: FakeContact, memory: Memory) -> Iterable[Done]:
        for wish in plan.subscribe:
            stays_out = contact.lists.get(wish.list) is False and not wish.even_opted_out
            what = "opted out" if stays_out else "subscribed"
            with self._written(memory, "POST", "contactLists"):
                contact.lists[wish.list] = not stays_out
            yield Done(wish.list, what, not stays_out, sort=Sort.LIST)
        for name in plan.unsubscribe:
            was_on = contact.lists.get(name, False)
            what = "unsubscribed" if was_on else "was not subscribed"
            yield Done(name, what, was_on, sort=Sort.LIST)
            contact.lists |= {name: False} if was_on else {}
        for each in plan.fields:
            with self._written(memory, "POST", "contact/sync"):
                contact.fields[each.field] = each.value
            yield Done(each.field, "set", sort=Sort.FIELD)

    def _refuse(self, plan: Plan) -> Iterable[Refusal]:
        asked = [(tag, "") for tag in (*plan.add, *plan.add_if_there)]
        asked += [(firing.tag, firing.token) for firing in plan.fire]
        return [
            Refusal(tag, f"The tag '{tag}' does not exist.", token)
            for tag, token in asked
            if tag in self.missing and not plan.creates(tag)
        ]

    def _request(self, memory: Memory, method: str, path: str) -> None:
        memory.before_call()
        self.step()
        memory.note(Call(method, path, 200, 12))

    @contextmanager
    def _written(self, memory: Memory, method: str, path: str) -> Iterator[None]:
        """One request that writes: it may die before it leaves, and before its answer comes."""
        memory.before_call()
        self.step()
        yield
        self.step()
        memory.note(Call(method, path, 200, 12))


class Clock:
    """A clock that only moves when told to."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **spans: float) -> None:
        self.at += timedelta(**spans)


class FakeSignals(Signals):
    """Remembers what was signalled; `lost` forgets it as an empty Redis would."""

    def __init__(self) -> None:
        self.queue: list[tuple[str, int]] = []

    def send(self, delivery_id: int) -> bool:
        self.queue.append(("delivery", delivery_id))
        return True

    def send_place(self, place_id: int, destination: str = "") -> bool:  # noqa: ARG002 # one queue
        self.queue.append(("place", place_id))
        return True

    def waiting(self) -> set[tuple[str, int]]:
        return set(self.queue)

    def lost(self) -> None:
        self.queue.clear()
