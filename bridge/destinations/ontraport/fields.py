"""What Ontraport is told of a buyer besides tags: name, phone and fields, all in the call that
writes the contact; and whether that is news."""

from collections.abc import Iterable, Mapping

from bridge.destinations.answers import CrmAnswer
from bridge.destinations.base import Memory
from bridge.destinations.ontraport.client import of_one, sentence
from bridge.destinations.ontraport.directory import OntraportFieldKind, OntraportFieldTable
from bridge.destinations.ontraport.field_values import written
from bridge.destinations.profile import SentProfile
from bridge.destinations.steps import raise_for_account
from bridge.destinations.verdicts import TargetRefused, VendorNames
from bridge.model import Contact, Done, FieldValue, Refusal, Sort
from bridge.model.errors import CrmRefused


class OntraportFields:
    """`said` is what the plan says, by Ontraport's keys. An empty name or phone is never sent, so
    that it blanks nothing; nor is `bulk_mail`, which is her consent. `private` are all values as
    they were wished.

    A key that the account does not know is passed over (documented), so that keys are looked up
    anew once in a while; see `directory`.
    """

    def __init__(
        self,
        named: VendorNames,
        contact: Contact,
        table: OntraportFieldTable,
        wished: Iterable[FieldValue],
        memory: Memory,
    ) -> None:
        profile = {
            "firstname": contact.first_name.strip(),
            "lastname": contact.last_name.strip(),
            "office_phone": contact.phone.strip(),
        }
        self.said = {key: value for key, value in profile.items() if value}
        self._wished = {each.field: each.value for each in wished}
        self.private = (*self.said.values(), *self._wished.values())
        self._named, self._table, self._memory = named, table, memory
        self._sent = SentProfile(memory)
        self._names: dict[str, str] = {}  # by key
        self._refused: dict[str, str] = {}
        self._news: set[str] = set()

    @property
    def are_wished(self) -> bool:
        """Whether a rule sets any that can be set."""
        return bool(self._names)

    def seek(self) -> None:
        """Find the keys. What the account lacks or cannot hold is refused."""
        try:
            found = self._table.find(self._wished, self._memory)
        except CrmRefused as refused:
            raise_for_account(refused)
            self._refused = {n: self._of_one(n, refused) for n in self._wished}
            return
        self._refused = dict(found.refused)
        for name, kept in found.ids.items():
            self._take(name, OntraportFieldKind.read(kept))

    def news(self) -> dict[str, str]:
        """What differs from what was last sent."""
        return self._sent.news(self.said)

    def split(self, fields: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
        """Name and phone, and what rules set."""
        ours = {key: value for key, value in fields.items() if key in self._names}
        return {key: value for key, value in fields.items() if key not in ours}, ours

    def keep(self, fields: Mapping[str, str]) -> None:
        """They were sent."""
        self._news |= {*self._sent.news(fields)}
        self._sent.keep(fields)

    def forget(self) -> None:
        """Whoever they were sent to is not this contact."""
        self._sent.forget()

    def give_up(self, key: str, answer: CrmAnswer | CrmRefused) -> None:
        """This one was refused alone."""
        name = self._names.pop(key)
        self.said.pop(key, None)
        if isinstance(answer, CrmRefused):
            self._refused[name] = self._of_one(name, answer)
        else:
            did = f"did not take the value of the field '{name}'"
            self._refused[name] = sentence(self._named, did, answer, " Set it by hand.")

    def done(self) -> list[Done]:
        return [
            Done(name, "set" if key in self._news else "already so", key in self._news,
                 sort=Sort.FIELD)
            for key, name in self._names.items()
        ]  # fmt: skip

    def refused(self) -> list[Refusal]:
        return [Refusal(name, why, sort=Sort.FIELD) for name, why in self._refused.items()]

    def _take(self, name: str, kind: OntraportFieldKind) -> None:
        try:
            self.said[kind.key] = written(name, kind, self._wished[name])
        except TargetRefused as refused:
            self._refused[name] = str(refused)
        else:
            self._names[kind.key] = name

    def _of_one(self, name: str, refused: CrmRefused) -> str:
        return of_one(self._named, Sort.FIELD, name, refused)
