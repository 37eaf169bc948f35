"""What Drip is told of a buyer besides tags: name, phone and custom fields, all in the call that
writes her; and whether that is news."""

from collections.abc import Iterator
from contextlib import suppress

from bridge.destinations.base import Memory
from bridge.destinations.drip.directory import DripNames
from bridge.destinations.drip.subscriber import DripSubscriber
from bridge.destinations.profile import SentProfile
from bridge.destinations.steps import Progress
from bridge.destinations.verdicts import CallRefused
from bridge.model import Done, FieldValue, Plan, Sort


class DripFields:
    """What a plan's fields are to hold. An empty one is never sent, so that it blanks nothing; nor
    is her status, nor a `user_id`, which another may hold (422).

    Drip's own fields stand beside the e-mail, custom ones in `custom_fields`, by identifier.
    """

    def __init__(self, plan: Plan, table: DripNames, memory: Memory, progress: Progress) -> None:
        contact = plan.contact
        named = {
            "first_name": contact.first_name.strip(),
            "last_name": contact.last_name.strip(),
            "phone": contact.phone.strip(),
        }
        self._named = {name: value for name, value in named.items() if value}
        self._wished = plan.fields
        self.private = (*self._named.values(), *(each.value for each in plan.fields))
        self._table = table
        self._memory = memory
        self._progress = progress
        self._profile = SentProfile(memory)
        self._sent: set[str] = set()
        self._ids: dict[str, str] = {}

    def seek(self) -> None:
        """Find the identifiers. One that the account lacks is refused: sent, it would be made."""
        names = [each.field for each in self._wished]
        found = self._table.find(names, self._memory)
        self._ids = {
            name: found.ids[name]
            for name in names
            if self._progress.has_id(found, Sort.FIELD, name)
        }

    def are_news(self) -> bool:
        """Whether a custom field differs from what was last sent."""
        return bool(self._news(self._values()))

    def body(self) -> dict[str, object]:
        """What is news, as `POST /subscribers` takes it."""
        fields = self._news(self._values())
        named = self._profile.news(self._named)
        return {**named, "custom_fields": fields} if fields else {**named}

    def keep_as_sent(self) -> None:
        self._sent |= {*self._news(self._values())}
        self._profile.keep(self._named | _marked(self._values()))

    def settle(self) -> None:
        """Every field as it is now, once all was taken."""
        for each in self._mine():
            self._progress.done.append(self._done(each))

    def write_each(self, person: DripSubscriber) -> None:
        """One by one, for one of them may be what was not taken. Where that is her name or phone,
        they stay as they are: nothing depends on them."""
        for each in self._mine():
            self._write_one(each, person)
        named = self._profile.news(self._named)
        if named and person.seen:
            with suppress(CallRefused):
                person.amend(named)
                self._profile.keep(self._named)

    def _write_one(self, wish: FieldValue, person: DripSubscriber) -> None:
        number = self._ids[wish.field]
        told = {number: wish.value}
        try:
            if self._news(told):
                person.upsert(lambda: {"custom_fields": told}, about=number)
                self._sent.add(number)
                self._profile.keep(_marked(told))
        except CallRefused as refused:
            self._progress.refuse(wish.field, refused, sort=Sort.FIELD)
        else:
            self._progress.done.append(self._done(wish))

    def _mine(self) -> Iterator[FieldValue]:
        return (each for each in self._wished if each.field in self._ids)

    def _values(self) -> dict[str, str]:
        return {self._ids[each.field]: each.value for each in self._mine()}

    def _news(self, values: dict[str, str]) -> dict[str, str]:
        """As it is kept, an identifier is never one of Drip's own fields."""
        news = self._profile.news(_marked(values))
        return {number: value for number, value in values.items() if _mark(number) in news}

    def _done(self, wish: FieldValue) -> Done:
        new = self._ids[wish.field] in self._sent
        return Done(wish.field, "set" if new else "already so", new, sort=Sort.FIELD)


def _mark(number: str) -> str:
    return f"field {number}"


def _marked(values: dict[str, str]) -> dict[str, str]:
    return {_mark(number): value for number, value in values.items()}
