"""One step of the set-up: whether it is done, as something that was seen shows, and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bridge.model import Sort


class Stand(StrEnum):
    """Whether a step is done."""

    DONE = "done"
    UNDONE = "to do"
    UNKNOWN = "not known"


class StepGroup(StrEnum):
    """What a step is about."""

    CART = "ThriveCart"
    ACCOUNTS = "Where your buyers are told"
    SERVERS = "The bridge itself"
    SALES = "Rules and the first sale"
    OPTIONAL = "If you like"


Head = tuple[str, StepGroup, str, str]  # a step's id, group, title and task


@dataclass(frozen=True)
class Seen:
    """A time, and what was seen then."""

    what: str
    at: datetime


@dataclass(frozen=True)
class LackingName:
    """A name of the rules that an account lacks: the nearest that it has, "" for none, what says so
    where; the menu in which it is made by hand; and whether a click can make it."""

    sort: Sort
    name: str
    nearest: str
    sentence: str
    where: str
    can_be_made: bool


@dataclass(frozen=True)
class ReadinessStep:
    """`title` says what stands once it is done, `task` what to do until then. `sentence` says how
    it stands, `where` what to do and in which menu. `page` is the console's where one does it:
    `rules`, `trial`, or `delivery` with its `number`. Where it is about one destination it is
    named."""

    id: str
    group: StepGroup
    title: str
    task: str
    stand: Stand
    sentence: str
    where: str = ""
    seen: Sequence[Seen] = ()
    page: str = ""
    number: int = 0
    destination: str = ""
    lacking: Sequence[LackingName] = ()
    details: Sequence[str] = ()

    @property
    def heading(self) -> str:
        """What is not known to be undone is no task."""
        return self.task if self.stand is Stand.UNDONE else self.title

    @property
    def is_optional(self) -> bool:
        return self.group is StepGroup.OPTIONAL

    @property
    def is_done(self) -> bool:
        return self.stand is Stand.DONE
