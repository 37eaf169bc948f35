"""The memberships of a site by their titles, or by their post ids.

An unknown id is stored with 200 and opens nothing, so no id goes out that the site did not list.
"""

import time
from collections.abc import Callable, Iterable, Sequence

from bridge.destinations.base import Memory
from bridge.destinations.directory import FoundNames, NameDirectory, NamedRow, ids_of, nearest
from bridge.destinations.memberpress.client import MemberPressClient
from bridge.destinations.memberpress.transactions import title_in
from bridge.model import Sort, tag_key

_SURE_FOR = 300.0  # seconds for which a membership that was there still is


class MembershipDirectory(NameDirectory):
    """`GET /memberships` lists the published ones."""

    def __init__(
        self,
        client: MemberPressClient,
        memory: Memory,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(Sort.ACCESS, client.named.crm, memory)
        self._client = client
        self._clock = clock
        self._sure_until: dict[str, float] = {}

    def is_there(self, name: str, number: str, notes: Memory) -> bool:
        """Whether this id is still what the name means; the site is asked, once in a while."""
        if self._sure_until.get(number, 0.0) > self._clock():
            return True
        return self.find([name], notes, afresh=True).ids.get(name) == number

    def saw(self, number: str) -> None:
        """The site showed this one."""
        self._sure_until[number] = self._clock() + _SURE_FOR

    def every_id(self, name: str) -> tuple[str, ...]:
        """All that the name has meant so far, for what was given by them may be open still."""
        return tuple((self._memory.get(_every(name)) or "").split())

    def missing(self, names: Iterable[str], notes: Memory) -> list[tuple[str, str | None]]:
        """Also those of which there are several, with the id of one of them."""
        rows, found = self._listed(notes), FoundNames()
        for name in dict.fromkeys(names):
            self._settle(name, rows, found)
        return [
            (name, next(iter(ids_of(name, rows)), nearest(name, rows))) for name in found.refused
        ]

    def _ask(self, notes: Memory) -> Iterable[NamedRow]:
        for row in self._client.every_row(notes, "/memberships"):
            number, title = str(row.get("id", "")), title_in(row)
            if number:
                yield NamedRow(number, title, (number,))

    def _remember(self, name: str, number: str | None) -> None:
        super()._remember(name, number)
        if number and number not in (known := self.every_id(name)):
            self._memory.put(_every(name), " ".join((*known, number)))

    def _settle(self, name: str, rows: Sequence[NamedRow], found: FoundNames) -> None:
        super()._settle(name, rows, found)
        if name in found.ids:
            self.saw(found.ids[name])
        numbers = sorted(ids_of(name, rows))
        if len(numbers) > 1:
            several = f"{self._crm} has {len(numbers)} memberships named '{name}'"
            which = " or ".join(f"'{number}'" for number in numbers)
            found.refused[name] = f"{several}. Name the id in rules.yaml instead: {which}."

    def _does_not_exist(self, name: str, rows: Sequence[NamedRow]) -> str:
        near = nearest(name, rows)
        hint = f" Nearest there: '{near}'." if near else ""
        what_next = "Create it there, publish it, or correct rules.yaml."
        return f"The membership '{name}' does not exist in {self._crm}.{hint} {what_next}"


def _every(name: str) -> str:
    return f"every {Sort.ACCESS}:{tag_key(name)}"
