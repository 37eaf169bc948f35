"""What is wished of a contact, and what one contact should be told."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from html import unescape
from unicodedata import normalize

from bridge.model.event import Stamp


class Sort(StrEnum):
    """What of a contact a wish is about."""

    TAG = "tag"
    LIST = "list"
    FIELD = "field"
    AUTOMATION = "automation"


class Action(StrEnum):
    """What is wished; up to START in the words of rules.yaml."""

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
    CALL_OFF = "call off"  # what another rule wished for later is not wished any more
    DECIDE_ANEW = "decide anew"  # other rules were applied to what had happened before

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


def tag_key(tag: str) -> str:
    """What two spellings of one name have in common.

    CRMs compare names without case, and some answer with HTML's entities (`&amp;`) or with letters
    taken apart (e and an accent for é).
    """
    return _key(tag)


@lru_cache(maxsize=10_000)
def _key(name: str) -> str:
    return normalize("NFC", unescape(name)).strip().casefold()


def target_key(sort: Sort, name: str) -> str:
    """What tells a target from every other: a tag's key, or `list,newsletter`.

    No tag holds a comma, so none looks like a list.
    """
    return tag_key(name) if sort is Sort.TAG else f"{sort},{tag_key(name)}"


@dataclass(frozen=True)
class Change:
    """One wish about one target, with the rule that asked for it.

    `tag` is the target's name: a tag's, or as `sort` says, a list's, field's or automation's.
    `claim` names on whose behalf: the item (`product-12`) for grant and revoke, the occasion
    (`purchase 1001 product-12`) for trigger and start automation, else empty. `value` is what a
    field is set to.

    `due_at` is from when it counts, None for at once; it is ordered by its `stamp` all the same.
    `timer` names what put it off, so that a call off of that name finds it; empty for at once.
    `of_any_item`: the rule picked no item for it, and would ask for it whatever was sold.
    """

    action: Action
    tag: str
    stamp: Stamp
    claim: str = ""
    rule: str = ""
    line: int = 0
    value: str = ""
    due_at: datetime | None = None
    timer: str = ""
    sort: Sort | None = None  # of CALL_OFF and DECIDE_ANEW; the others' follows from the action
    of_any_item: bool = field(default=False, compare=False)

    @property
    def target(self) -> str:
        """The key of what it is about; see target_key."""
        return target_key(self.sort or self.action.sort, self.tag)


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
