"""Names of the account become ids once, and a name it lacks is refused with the nearest."""

from collections.abc import Iterator

import pytest

from bridge.destinations.base import Memory
from bridge.destinations.directory import NameDirectory, NamedRow, TagDirectory
from bridge.destinations.verdicts import TargetRefused
from bridge.model import Sort
from tests.destinations.fakes import DictMemory

NEWS, DEALS = NamedRow("1", "News"), NamedRow("2", "Deals")


class Lists(NameDirectory):
    """`asked` counts the listings."""

    rows: tuple[NamedRow, ...] = (NEWS, DEALS)
    asked = 0

    def _ask(self, notes: Memory) -> Iterator[NamedRow]:  # noqa: ARG002 - no call is made
        self.asked += 1
        yield from self.rows


class Tags(TagDirectory):
    rows: tuple[NamedRow, ...] = (NamedRow("7", "Gold"),)
    asked = 0

    def _ask(self, notes: Memory) -> Iterator[NamedRow]:  # noqa: ARG002 - no call is made
        self.asked += 1
        yield from self.rows

    def _make(self, name: str, notes: Memory) -> str:  # noqa: ARG002 - no call is made
        return f"new {name}"


@pytest.fixture
def lists() -> Lists:
    return Lists(Sort.LIST, "YourCRM", DictMemory())


def test_what_is_remembered_is_not_asked_for_again(lists: Lists) -> None:
    notes = DictMemory()
    assert lists.find(["news", "Deals"], notes).ids == {"news": "1", "Deals": "2"}
    assert lists.find(["NEWS"], notes).ids == {"NEWS": "1"}
    assert lists.asked == 1
    lists.find(["News"], notes, afresh=True)
    assert lists.asked == 2


def test_a_name_that_is_missing_is_refused_with_the_nearest(lists: Lists) -> None:
    found = lists.find(["Newz", "News"], DictMemory())
    assert found.ids == {"News": "1"}
    assert found.refused == {
        "Newz": "The list 'Newz' does not exist in YourCRM. Nearest there: 'News'."
        " Create the list or correct rules.yaml."
    }
    assert lists.missing(["Newz", "Other", "News"], DictMemory()) == [
        ("Newz", "News"), ("Other", None),
    ]  # fmt: skip


def test_a_name_that_two_have_is_refused(lists: Lists) -> None:
    lists.rows = (NEWS, NamedRow("3", "news"))
    found = lists.find(["News"], DictMemory())
    assert found.refused["News"] == ("YourCRM has 2 lists named 'News'. Rename all but one there.")


def test_another_spelling_counts_where_nothing_is_named_so(lists: Lists) -> None:
    lists.rows = (NamedRow("1", "News", ("NL",)), NamedRow("2", "NL"), NamedRow("3", "x", ("%Y%",)))
    assert lists.find(["NL", "%y%"], DictMemory()).ids == {"NL": "2", "%y%": "3"}


def test_a_tag_is_made_only_where_that_is_wished() -> None:
    tags, notes = Tags("YourCRM", DictMemory()), DictMemory()
    assert tags.usable("gold", notes, create=False) == "7"
    with pytest.raises(TargetRefused, match="The tag 'Golf' does not exist in YourCRM"):
        tags.usable("Golf", notes, create=False)
    assert tags.usable("Golf", notes, create=True) == "new Golf"
    assert tags.removable("Golf", notes) == "new Golf"


def test_a_tag_that_is_not_there_is_not_sought_for_each_contact() -> None:
    now = [0.0]
    tags = Tags("YourCRM", DictMemory(), clock=lambda: now[0])
    assert [tags.removable("Bronze", DictMemory()) for _ in range(3)] == [None] * 3
    assert tags.asked == 1
    tags.rows = (NamedRow("9", "Bronze"),)
    now[0] = 400.0
    assert tags.removable("Bronze", DictMemory()) == "9"


def test_an_id_that_did_not_serve_is_looked_up_afresh() -> None:
    tags, notes = Tags("YourCRM", DictMemory()), DictMemory()
    tags.usable("Gold", notes, create=False)
    tags.rows = (NamedRow("8", "Gold"),)
    tags.forget("Gold")
    assert tags.usable("Gold", notes, create=False) == "8"
