"""One thing that waits for a person, and what she does about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bridge.model.text import counted


class NeedKind(StrEnum):
    """What is the matter; programs and alerts tell one from the other by it."""

    DATABASE = "database"  # away, or not migrated
    REDIS = "redis"
    WORKERS = "workers"  # none alive, or they say what is wrong
    RULES = "rules"  # the file is refused, or differs from what counts
    SECRET = "secret"  # noqa: S105 # a word, none itself
    PAUSED = "paused"  # a destination refused the key
    SILENT = "silent"
    LACKING = "lacking"  # a destination lacks names of the rules
    REFUSED = "refused"  # a tag, list, field, automation or membership
    REFUND = "refund"  # nobody can tell what it gave back
    UNMAPPED = "unmapped"  # sold, and no rule speaks of it
    UNREAD = "unread"
    UNFORESEEN = "unforeseen"
    STUCK = "stuck"
    SILENCE = "silence"  # nothing was received for unusually long


class Remedy(StrEnum):
    """What the one button does."""

    RETRY = "retry"  # all deliveries that the target's filter finds
    ASK = "ask"  # the destination, now
    MAKE = "make"  # a name that a destination lacks, there
    SHOW_DELIVERIES = "show deliveries"
    SHOW_PRODUCTS = "show products"
    SHOW_RULES = "show rules"
    SHOW_SET_UP = "show set-up"


@dataclass(frozen=True)
class NeedAction:
    """`target` is what it is done to: a filter of deliveries as their list's address has it, a
    destination's name, or that with the sort and the name of what it lacks."""

    remedy: Remedy
    label: str
    target: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Need:
    """`key` stays the same while it lasts. `people` is 0 where it is about nobody; with `many`
    there may be more. `words` name nobody and quote nobody; `quote` is what somebody else said, for
    the console only. `at_its_root` is what mends it where the vendor lets it be done, so that
    `action` is not needed."""

    key: str
    kind: NeedKind
    words: str
    what_to_do: str
    since: datetime | None = None
    people: int = 0
    many: bool = False
    quote: str = ""
    action: NeedAction | None = None
    at_its_root: NeedAction | None = None

    @property
    def sentence(self) -> str:
        return " ".join(filter(None, (self.words, self.quote)))

    @property
    def people_words(self) -> str:
        """`14 people`; "" where it is about nobody."""
        more = " or more" if self.many else ""
        return f"{counted(self.people, 'person')}{more}" if self.people else ""
