"""What of a contact can be wished, by which name, and the wishes in the destinations' words."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from html import unescape
from unicodedata import normalize


class Sort(StrEnum):
    """What of a contact a wish is about."""

    TAG = "tag"
    LIST = "list"
    FIELD = "field"
    AUTOMATION = "automation"


class Action(StrEnum):
    """What is wished, in the words of rules.yaml."""

    ADD = "add"
    REMOVE = "remove"
    GRANT = "grant"
    REVOKE = "revoke"
    TRIGGER = "trigger"
    SUBSCRIBE = "subscribe"
    RESUBSCRIBE = "subscribe even after opt-out"
    UNSUBSCRIBE = "unsubscribe"
    SET = "set"
    START = "start automation"

    @property
    def sort(self) -> Sort:
        return _SORTS.get(self, Sort.TAG)


_SORTS = {
    Action.SUBSCRIBE: Sort.LIST,
    Action.RESUBSCRIBE: Sort.LIST,
    Action.UNSUBSCRIBE: Sort.LIST,
    Action.SET: Sort.FIELD,
    Action.START: Sort.AUTOMATION,
}


@lru_cache(maxsize=10_000)
def tag_key(tag: str) -> str:
    """What two spellings of one name have in common.

    CRMs compare names without case, and some answer with HTML's entities (`&amp;`) or with letters
    taken apart (e and an accent for é).
    """
    return normalize("NFC", unescape(tag)).strip().casefold()


def target_key(sort: Sort, name: str) -> str:
    """What tells a target from every other: a tag's key, or `list,newsletter`.

    No tag holds a comma, so none looks like a list.
    """
    return tag_key(name) if sort is Sort.TAG else f"{sort},{tag_key(name)}"


@dataclass(frozen=True)
class Firing:
    """A tag whose automation must run once more, or an automation to be started.

    `token` is the same over every retry of it.
    """

    tag: str
    token: str


@dataclass(frozen=True)
class ListWish:
    """A list the contact is to be on; one who opted out stays out unless `even_opted_out`."""

    list: str
    even_opted_out: bool = False


@dataclass(frozen=True)
class FieldValue:
    """A custom field by name, and what it is set to."""

    field: str
    value: str
