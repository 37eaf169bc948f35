"""What Drip has, by name. Tags and custom fields are no more than names: their id is how the
account spells them. Series and workflows have numbers.

Every name that is sent and is new makes a tag or a field of it: nothing is sent that does not stand
here, save where the plan may make it.
"""

import time
from collections.abc import Callable, Iterator, Sequence

from bridge.destinations.base import Memory
from bridge.destinations.directory import FoundNames, NameDirectory, NamedRow, TagDirectory
from bridge.destinations.drip.client import every_row
from bridge.destinations.http import Connection
from bridge.destinations.steps import OfOne, raise_for_account
from bridge.destinations.verdicts import TargetRefused
from bridge.model import Sort, tag_key
from bridge.model.errors import CrmRefused

_PLACES = {Sort.LIST: "campaigns", Sort.AUTOMATION: "workflows"}
_FIELDS = "custom_field_identifiers"
_FRESH = 5.0  # seconds for which the list of tags is not asked for again in vain


class DripTagDirectory(TagDirectory):
    """Name -> the account's spelling. Whether capitals matter to Drip is not verified: the exact
    name counts before another in other letters, and of two others neither is taken."""

    def __init__(
        self,
        connection: Connection,
        memory: Memory,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(connection.named.crm, memory, clock)
        self._connection = connection
        self._asked = -_FRESH

    def as_known(self, name: str) -> str:
        """How the account spells it, as far as that is remembered: of a tag that is taken off by a
        write, whose answer shows it under whatever spelling."""
        return self._remembered(name) or name.strip()

    def usable_again(self, name: str, notes: Memory, *, create: bool) -> str:
        """As `usable`, of a tag that comes and goes, such as one that blocks or sets something off.
        Whether Drip lists a tag that nobody has just now is not verified: what was in use once
        is no mistyped one."""
        seen = self._remembered(name) or self._seek(name, notes) or self._memory.get(_seen(name))
        if seen is None:
            return self.usable(name, notes, create=create)
        if self._remembered(name) != seen:
            self._remember(name, seen)
        return seen

    def _remember(self, name: str, number: str | None) -> None:
        super()._remember(name, number)
        if number and number != self._memory.get(_seen(name)):
            self._memory.put(_seen(name), number)

    def _does_not_exist(self, name: str, rows: Sequence[NamedRow]) -> str:
        ours = super()._does_not_exist(name, rows)
        return f"{ours} {self._crm} makes a tag when it is first put on somebody."

    def _ask(self, notes: Memory) -> Iterator[NamedRow]:
        """`GET /tags`: all tags in use, as texts. Published without pages."""
        self._asked = self._clock()
        answer = self._connection.call(notes, "GET", "/tags", due="tags")
        return _as_rows(answer.body.get("tags"))

    def _look_up(self, name: str, notes: Memory) -> str | None:
        """A tag may have come into use since the list was asked for."""
        found = self._spelled(name, notes)
        if found is None and self._asked + _FRESH <= self._clock():
            self.forget(name)
            found = self._spelled(name, notes)
        return found

    def _spelled(self, name: str, notes: Memory) -> str | None:
        wanted = tag_key(name)
        alike = [row.name for row in self._listed(notes) if tag_key(row.name) == wanted]
        if name in alike or len(alike) < 2:
            return name if name in alike else next(iter(alike), None)
        spelt = " and ".join(f"'{each}'" for each in alike)
        several = f"{self._crm} has {len(alike)} tags for '{name}': {spelt}."
        raise TargetRefused(f"{several} Write it in rules.yaml as the one that is meant.")

    def _make(self, name: str, notes: Memory) -> str:  # noqa: ARG002 - the first use makes it
        return name.strip()


class DripNames(NameDirectory):
    """Series (lists), custom fields or workflows (automations)."""

    def __init__(self, sort: Sort, connection: Connection, memory: Memory, of_one: OfOne) -> None:
        super().__init__(sort, connection.named.crm, memory)
        self._connection = connection
        self._of_one = of_one

    def find(self, names: list[str], notes: Memory, *, afresh: bool = False) -> FoundNames:  # type: ignore[override] # these are asked for twice
        """A user who may not see them at all has none of them; the rest goes on."""
        try:
            return super().find(names, notes, afresh=afresh)
        except CrmRefused as refused:
            raise_for_account(refused)
            told = {name: self._of_one(self.sort, name, refused) for name in names}
            return FoundNames(refused=told)

    def _ask(self, notes: Memory) -> Iterator[NamedRow]:
        if self.sort is Sort.FIELD:
            answer = self._connection.call(notes, "GET", f"/{_FIELDS}", due=_FIELDS)
            return _as_rows(answer.body.get(_FIELDS))
        place, call = _PLACES[self.sort], self._connection.call
        rows = every_row(lambda page: call(notes, "GET", f"/{place}", query=page, due=place), place)
        return (NamedRow(str(row["id"]), str(row.get("name") or "")) for row in rows if "id" in row)


def _seen(name: str) -> str:
    """Where the account's memory keeps the last spelling, for good."""
    return f"seen tag:{tag_key(name)}"


def _as_rows(names: object) -> Iterator[NamedRow]:
    """Of a list of texts. An identifier answers to its words, too: `last_order` to `Last order`."""
    for name in names if isinstance(names, list) else ():
        if isinstance(name, str) and name:
            yield NamedRow(name, name, (name.replace("_", " "),))
