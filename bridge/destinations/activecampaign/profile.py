"""What ActiveCampaign is told of a buyer besides tags, and whether that is news."""

import hashlib
import json
from collections.abc import Mapping

from bridge.destinations.base import Memory
from bridge.model import Contact


class Profile:
    """The fields that say something; an empty one is never sent, so that it blanks nothing.

    `values` are those of custom fields by id. Of what was sent, `profile` in the contact's memory
    keeps a short hash a field: enough to see a change, too little to read. `news` are the ids of
    the custom fields whose value was sent and is another than the one sent before.
    """

    def __init__(self, contact: Contact, memory: Memory) -> None:
        self._memory = memory
        named = {
            "firstName": contact.first_name.strip(),
            "lastName": contact.last_name.strip(),
            "phone": contact.phone.strip(),
        }
        self.fields = {name: value for name, value in named.items() if value}
        self.values: Mapping[str, str] = {}
        self.news: set[str] = set()

    def body(self) -> dict[str, object]:
        """As `POST /contact/sync` takes it, of the custom fields only what is news."""
        rows = [{"field": number, "value": self.values[number]} for number in self.fresh()]
        return {**self.fields, "fieldValues": rows} if rows else {**self.fields}

    def fresh(self) -> list[str]:
        """The ids of the custom fields whose value differs from what was last sent."""
        kept, marks = self._kept(), self._marks()
        return [n for n in self.values if kept.get(_custom(n)) != marks[_custom(n)]]

    def changed(self) -> bool:
        """Whether a field differs from what was last sent; one left out does not."""
        kept = self._kept()
        return any(kept.get(name) != mark for name, mark in self._marks().items())

    def sent(self) -> None:
        """Remember the fields as sent."""
        self.news |= {*self.fresh()}
        kept, marks = self._kept(), self._marks()
        if not marks.items() <= kept.items():
            self._memory.jot("profile", json.dumps(kept | marks, sort_keys=True))

    def forget(self) -> None:
        """Whoever it was sent to is not this contact."""
        self._memory.jot("profile", None)

    def _marks(self) -> dict[str, str]:
        said = {**self.fields, **{_custom(number): text for number, text in self.values.items()}}
        return {
            name: hashlib.sha256(f"{name}\n{value}".encode()).hexdigest()[:16]
            for name, value in said.items()
        }

    def _kept(self) -> dict[str, str]:
        try:
            kept = json.loads(self._memory.get("profile") or "{}")
        except ValueError:
            return {}
        return kept if isinstance(kept, dict) else {}


def _custom(number: str) -> str:
    return f"field {number}"
