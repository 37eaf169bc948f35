"""What a person really has at a destination now, beside what she should have and what it was told.

The look writes nothing there, and keeps nothing here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bridge.destinations.base import Crm
from bridge.explain.snapshot import Snapshot
from bridge.explain.tag_reasons import TagOfContact, tags_of
from bridge.model import Call, Contact, Sort, target_key

LOOKED_AT = (Sort.TAG, Sort.LIST, Sort.ACCESS)  # what a look can tell


@dataclass(frozen=True)
class SeenTarget:
    """One tag, list or access: whether she should have it (None: it is left as it is), what the
    destination was told of it, and whether it is there."""

    called: str
    key: str
    desired: bool | None
    told: str
    is_there: bool

    @property
    def differs(self) -> bool:
        return self.desired is not None and self.desired is not self.is_there


@dataclass(frozen=True)
class SiteLook:
    """At one destination; `contact` is the number that it has of her, "" for none."""

    name: str
    called: str
    contact: str
    targets: Sequence[SeenTarget]

    @property
    def differing(self) -> list[str]:
        """The keys of what is not as it should be."""
        return [each.key for each in self.targets if each.differs]


class PassingMemory:
    """Knows what is known of the contact, and forgets what the look adds."""

    def __init__(self, known: Mapping[str, str | None]) -> None:
        self._known = dict(known)

    def get(self, name: str) -> str | None:
        return self._known.get(name)

    def put(self, name: str, value: str | None) -> None:
        self._known[name] = value

    jot = put

    def note(self, call: Call) -> None:
        """Nobody asks for it."""

    def before_call(self) -> None:
        """Nothing is held."""


def look_at(known: Snapshot, crm: Crm) -> SiteLook:
    """As `known` of that destination has her. Raises as the port's `look`."""
    mine = known.destination.name
    rows = [each for each in tags_of(known) if each.crm == mine and each.sort in LOOKED_AT]
    contact = Contact(known.address)
    names = [(each.sort, each.tag) for each in rows]
    memory = PassingMemory(known.place.memory if known.place else {})
    found = crm.look(contact, names, memory) if names else frozenset[str]()
    seen = [_seen(known, each, found) for each in rows]
    return SiteLook(mine, known.called, known.place.contact if known.place else "", seen)


def _seen(known: Snapshot, row: TagOfContact, found: frozenset[str]) -> SeenTarget:
    key = target_key(row.sort, row.tag)
    told = known.applied.get(key)
    # One that starts something may be taken off by whatever it starts.
    fires = {target_key(e.sort, e.name) for e in known.state.occurrences}
    desired = None if row.left or key in fires else row.due
    refused = f"refused: {told.refused}" if told and told.refused else ""
    words = refused or {True: "told", False: "not told yet", None: ""}[row.decided.told]
    return SeenTarget(row.called, key, desired, words, key in found)
