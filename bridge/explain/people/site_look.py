"""What a person really has at a destination now, beside what she should have and what it was told.

The look writes nothing there, and keeps nothing here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bridge.destinations.base import Crm
from bridge.entitlements.desired import Value
from bridge.explain.snapshot import Snapshot
from bridge.explain.tag_reasons import TagOfContact, tags_of
from bridge.model import Call, Contact, Sort, target_key
from bridge.store.applied import Applied
from bridge.store.places import CONTACT

TOLD, NOTHING = "told", "nothing"  # was to be told of it
LOOKED_AT = (Sort.TAG, Sort.LIST, Sort.ACCESS)  # what a look can tell


@dataclass(frozen=True)
class SeenTarget:
    """One tag, list or membership: whether she should have it (None: it is left as it is), and in
    words; what the destination was told of it, and whether it is there."""

    sort: Sort
    name: str
    called: str
    desired: bool | None
    stands: str
    told: str
    is_there: bool

    @property
    def key(self) -> str:
        return target_key(self.sort, self.name)

    @property
    def differs(self) -> bool:
        return self.desired is not None and self.desired is not self.is_there

    @property
    def strays(self) -> bool:
        """Whether it differs from what was told: somebody changed it there."""
        return self.differs and self.told in (TOLD, NOTHING)

    @property
    def to_take_off(self) -> Applied | None:
        """As it is kept before it is taken off, though it was never told; None for all else, of
        which what is told follows by itself."""
        if self.desired is not False or not self.is_there or self.sort is Sort.ACCESS:
            return None
        return Applied(self.key, self.sort, self.name).attempting(Value.UNWANTED)


@dataclass(frozen=True)
class SiteLook:
    """At one destination; `contact` is the number that it has of her, "" for none; `missing` says
    so, where it has not the one that it had. `unseen` is, in words, what a look cannot tell."""

    name: str
    called: str
    contact: str
    targets: Sequence[SeenTarget]
    missing: str = ""
    unseen: Sequence[str] = ()

    @property
    def differing(self) -> list[SeenTarget]:
        return [each for each in self.targets if each.differs]

    @property
    def straying(self) -> list[SeenTarget]:
        return [each for each in self.targets if each.strays]


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
    rows: dict[str, list[TagOfContact]] = {}
    every = [each for each in tags_of(known) if each.crm == mine]
    for each in every:
        if each.sort in LOOKED_AT:
            # A membership is held by each purchase apart, and open by the best of them.
            rows.setdefault(target_key(each.sort, each.tag), []).append(each)
    unseen = [each.called for each in every if each.sort not in LOOKED_AT]
    names = [(alike[0].sort, alike[0].tag) for alike in rows.values()]
    memory = PassingMemory(known.place.memory if known.place else {})
    found = crm.look(Contact(known.address), names, memory) if names else frozenset[str]()
    # One that starts something may be taken off by whatever it starts.
    fires = {target_key(e.sort, e.name) for e in known.state.occurrences}
    known_of = {target_key(each.sort, each.name) for each in known.applied.values()}
    seen = [
        _seen(alike, key in found, fires=key in fires, was_told=key in known_of)
        for key, alike in rows.items()
    ]
    contact = memory.get(CONTACT) or ""
    missing = _missing(known.place.contact if known.place else "", contact) if names else ""
    return SiteLook(mine, known.called, contact, seen, missing, unseen)


def _seen(
    alike: Sequence[TagOfContact], is_there: bool, *, fires: bool, was_told: bool
) -> SeenTarget:
    best = max(alike, key=_reach)
    desired = None if fires or all(each.left for each in alike) else best.due
    stands = best.stands if desired is not None else "as it is"
    told = _told(alike)
    told = NOTHING if told == TOLD and not was_told else told
    return SeenTarget(best.sort, best.tag, best.called, desired, stands, told, is_there)


def _reach(row: TagOfContact) -> tuple[bool, bool, str]:
    """How well it opens: for life is more than any day."""
    return (row.due, not row.left and not row.value, row.value)


def _told(alike: Iterable[TagOfContact]) -> str:
    refused = next((each.decided.refused for each in alike if each.decided.refused), "")
    if refused:
        return f"refused: {refused}"
    told = {each.decided.told for each in alike if not each.left}
    return "not told yet" if False in told else TOLD if True in told else ""


def _missing(before: str, now: str) -> str:
    if not before:
        return "" if now else "It has no contact of hers."
    if not now:
        return f"Its contact {before}, which was told of her, is gone, and none has her address."
    if now != before:
        return f"Its contact {before}, which was told of her, is gone; {now} has her address now."
    return ""
