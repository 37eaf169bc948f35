"""What ActiveCampaign is told of a buyer besides tags, and whether that is news."""

import hashlib
import json

from bridge.crms import Memory
from bridge.model import Contact


class Profile:
    """The fields that say something; an empty one is never sent, so that it blanks nothing.

    Of what was sent, `profile` in the contact's memory keeps a short hash a field: enough to see
    a change, too little to read.
    """

    def __init__(self, contact: Contact, memory: Memory) -> None:
        self._memory = memory
        named = {
            "firstName": contact.first_name.strip(),
            "lastName": contact.last_name.strip(),
            "phone": contact.phone.strip(),
        }
        self.fields = {name: value for name, value in named.items() if value}

    def changed(self) -> bool:
        """Whether a field differs from what was last sent; one left out does not."""
        kept = self._kept()
        return any(kept.get(name) != mark for name, mark in self._marks().items())

    def sent(self) -> None:
        """Remember the fields as sent."""
        kept = self._kept()
        marks = kept | self._marks()
        if marks != kept:
            self._memory.jot("profile", json.dumps(marks, sort_keys=True))

    def forget(self) -> None:
        """Whoever it was sent to is not this contact."""
        self._memory.jot("profile", None)

    def _marks(self) -> dict[str, str]:
        return {
            name: hashlib.sha256(f"{name}\n{value}".encode()).hexdigest()[:16]
            for name, value in self.fields.items()
        }

    def _kept(self) -> dict[str, str]:
        try:
            kept = json.loads(self._memory.get("profile") or "{}")
        except ValueError:
            return {}
        return kept if isinstance(kept, dict) else {}
