"""What a Keap account has, by name: the ids of its tags, custom fields and sequences."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from bridge.destinations.base import Memory
from bridge.destinations.directory import (
    FoundNames,
    NameDirectory,
    NamedRow,
    TagDirectory,
    ids_of,
    nearest,
)
from bridge.destinations.keap.client import REFUSED, KeapClient
from bridge.destinations.verdicts import TargetRefused
from bridge.model import Sort, tag_key

LONGEST_TAG = 255  # characters of a tag's name that are saved
BEHIND = " > "  # between a campaign's name and that of one of its sequences


class KeapTags(TagDirectory):
    """A page holds a thousand tags, so all are listed in one call or a few. That the account can be
    asked for one name (`filter=name==`) is published, and not how it compares it: not used."""

    def __init__(self, client: KeapClient, memory: Memory) -> None:
        super().__init__(client.names.crm, memory)
        self._client = client

    def carried_as(self, name: str, carried: Collection[str], notes: Memory) -> str | None:
        """The id under which a contact with these tags carries it; None where she does not.

        No answer tells that somebody deleted the tag and made it anew, so one that she seems not to
        carry is looked for once more among those that are listed.
        """
        number = self.removable(name, notes) if carried else None
        if number is None or number in carried:
            return number
        others = (each for each in ids_of(name, self._listed(notes)) if each in carried)
        other = next(others, None)
        if other is not None:
            self._remember(name, other)
        return other

    def _ask(self, notes: Memory) -> Iterator[NamedRow]:
        return _named(self._client.every_row(notes, "/v2/tags", "tags"), "name")

    def _make(self, name: str, notes: Memory) -> str:
        """Without a category. What a name that is there already answers is not published: where it
        is refused, it is looked for once more."""
        if len(name.strip()) > LONGEST_TAG:
            told = f"{self._crm} keeps {LONGEST_TAG} characters of a tag's name"
            raise TargetRefused(f"{told}, and that of '{name[:40]}…' is longer. Shorten it.")
        answer = self._client.call(
            notes, "POST", "/v2/tags", body={"name": name.strip()}, accept=REFUSED,
            about=tag_key(name),
        )  # fmt: skip
        if answer.good and answer.body.get("id"):
            self.forget(name)
            return str(answer.body["id"])
        self.forget(name)
        found = self._seek(name, notes)
        if found is None:
            raise TargetRefused(self._client.sentence(f"did not create the tag '{name}'", answer))
        return found


class KeapFieldNames(NameDirectory):
    """Custom fields by their labels, or by the names that filters call them (`firstName1`)."""

    def __init__(self, client: KeapClient, memory: Memory) -> None:
        super().__init__(Sort.FIELD, client.names.crm, memory)
        self._client = client

    def _ask(self, notes: Memory) -> Iterator[NamedRow]:
        answer = self._client.call(notes, "GET", "/v2/contacts/model", due="custom_fields")
        rows = [row for row in answer.rows("custom_fields") if row.get("id")]
        return _named(rows, "label", "field_name")


class KeapSequences(NameDirectory):
    """An automation is a sequence of a campaign: `Welcome` where the campaign has one, else
    `Welcome > Mails`. What is remembered is the ids of both (`7/9`).

    Only what is published in Keap has sequences.
    """

    def __init__(self, client: KeapClient, memory: Memory) -> None:
        super().__init__(Sort.AUTOMATION, client.names.crm, memory)
        self._client = client

    def missing(self, names: Iterable[str], notes: Memory) -> list[tuple[str, str | None]]:
        """A campaign that has several sequences is told with its first."""
        rows, found = self._listed(notes), FoundNames()
        lacking: list[tuple[str, str | None]] = []
        for name in dict.fromkeys(names):
            self._settle_one(name, rows, found, notes)
            if name in found.refused:
                lacking.append((name, self._near(name, rows, notes)))
        return lacking

    def find(self, names: Iterable[str], notes: Memory, *, afresh: bool = False) -> FoundNames:
        found, rows = FoundNames(), None
        for name in dict.fromkeys(names):
            kept = None if afresh else self._remembered(name)
            if kept is not None:
                found.ids[name] = kept
                continue
            rows = self._listed(notes) if rows is None else rows
            self._settle_one(name, rows, found, notes)
        return found

    def _ask(self, notes: Memory) -> Iterator[NamedRow]:
        return _named(self._client.every_row(notes, "/v2/campaigns", "campaigns"), "name")

    def _settle_one(
        self, name: str, rows: Sequence[NamedRow], found: FoundNames, notes: Memory
    ) -> None:
        whole = ids_of(name, rows)
        campaign, _, sequence = (name, "", "") if whole else name.partition(BEHIND)
        numbers = whole or ids_of(campaign, rows)
        if len(numbers) != 1:
            self._settle(name, rows, found)  # in the words that stand for every sort
            return
        mine = self._sequences(numbers[0], notes)
        wanted = ids_of(sequence, mine) if sequence else [row.id for row in mine]
        if len(wanted) == 1:
            found.ids[name] = f"{numbers[0]}/{wanted[0]}"
            self._remember(name, found.ids[name])
        else:
            found.refused[name] = self._not_one(name, campaign, mine)

    def _sequences(self, campaign: str, notes: Memory) -> list[NamedRow]:
        path = f"/v2/campaigns/{campaign}/sequences"
        answer = self._client.call(notes, "GET", path, due="sequences")
        return [*_named((row for row in answer.rows("sequences") if row.get("id")), "name")]

    def _not_one(self, name: str, campaign: str, mine: Sequence[NamedRow]) -> str:
        if not mine:
            return f"'{campaign}' has no sequence that is published in {self._crm}. Publish it."
        several = ", ".join(f"'{campaign}{BEHIND}{row.name}'" for row in mine)
        return f"The automation '{name}' is none of {self._crm}'s sequences: {several}. Name one."

    def _near(self, name: str, rows: Sequence[NamedRow], notes: Memory) -> str | None:
        campaign = name.partition(BEHIND)[0]
        numbers = ids_of(campaign, rows)
        if len(numbers) != 1:
            return nearest(name, rows)
        mine = self._sequences(numbers[0], notes)
        return f"{campaign}{BEHIND}{mine[0].name}" if mine else None


def _named(rows: Iterable[Mapping[str, Any]], name: str, also: str = "") -> Iterator[NamedRow]:
    for row in rows:
        others = (str(row[also]),) if row.get(also) else ()
        yield NamedRow(str(row["id"]), str(row.get(name) or ""), others)
