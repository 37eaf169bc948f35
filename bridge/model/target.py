"""What of a contact can be wished, by which name, and the wishes in the destinations' words."""

from dataclasses import dataclass
from datetime import datetime
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
    ACCESS = "access"


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


def target_key(sort: Sort, name: str, hold: str = "") -> str:
    """What tells a target from every other: a tag's key, `list,newsletter`, or for access, which
    several entitlements may hold at once, `access,live:1001:product-12,gold`.

    No tag holds a comma, so none looks like a list; no `hold` does.
    """
    if sort is Sort.TAG:
        return tag_key(name)
    return f"{sort},{hold},{tag_key(name)}" if hold else f"{sort},{tag_key(name)}"


def hold_in(target: str) -> str:
    """The hold that stands in a key of access; "" in any other."""
    sort, *rest = target.split(",", 2)
    return rest[0] if sort == Sort.ACCESS and len(rest) > 1 else ""


@dataclass(frozen=True)
class Firing:
    """A tag whose automation must run once more, or an automation to be started.

    `token` is the same over every retry of it. `opens`: it opens a door, so where it is not known
    whether it happened, it is done again; what only sends mail is not.
    """

    tag: str
    token: str
    opens: bool = True


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


@dataclass(frozen=True)
class AccessWish:
    """Access to a membership of a site, by its name there, `until` a time (None: for life).

    `hold` is which entitlement gives it, the same for good (`live:1001:product-12`): several may
    hold one membership, each until a time of its own, and the site lets in by the best of them.
    """

    membership: str
    hold: str
    until: datetime | None = None
