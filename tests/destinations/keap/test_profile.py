"""What of a buyer is news to Keap, and how it is merged into the lists that are there."""

from collections.abc import Iterator

from bridge.destinations.base import Memory
from bridge.destinations.directory import NameDirectory, NamedRow
from bridge.destinations.keap.profile import KeapFields, KeapProfile, items_of
from bridge.model import Contact, FieldValue, Sort
from bridge.model.errors import CrmRefused
from tests.destinations.fakes import DictMemory

ANN = Contact("ann@example.com", " Ann ", "", "+49 30 1")


class Names(NameDirectory):
    """The account has these custom fields."""

    def __init__(self, **ids: str) -> None:
        super().__init__(Sort.FIELD, "Keap", DictMemory())
        self.ids = ids

    def _ask(self, notes: Memory) -> Iterator[NamedRow]:  # noqa: ARG002 - asks nobody
        return (NamedRow(number, name) for name, number in self.ids.items())


def fields(names: Names, memory: DictMemory, **wished: str) -> KeapFields:
    values = [FieldValue(name, value) for name, value in wished.items()]
    found = KeapFields(values, names, memory, lambda _, name, why: f"{name}: {why}")
    found.seek()
    return found


def test_only_what_says_something_is_told_and_only_once() -> None:
    memory = DictMemory()
    profile = KeapProfile(ANN, memory)
    assert profile.whole() == {
        "given_name": "Ann",
        "phone_numbers": [{"field": "PHONE1", "number": "+49 30 1"}],
    }
    profile.keep()
    assert KeapProfile(ANN, memory).news() == {}
    renamed = KeapProfile(Contact(ANN.email, "Anna", "", ANN.phone), memory)
    assert renamed.news() == {"given_name": "Anna"}
    assert "Ann" not in str(memory.values)


def test_what_the_contact_shows_already_is_no_change() -> None:
    profile = KeapProfile(ANN, DictMemory())
    row = {"given_name": "Ann", "phone_numbers": [{"field": "PHONE4", "number": "49-301"}]}
    assert profile.changes(row) == {}
    assert profile.changes({}) == profile.whole()


def test_a_full_list_keeps_what_is_not_ours() -> None:
    names, memory = Names(Course="7"), DictMemory()
    course = fields(names, memory, Course="Knots", Color="red")
    row = {
        "custom_fields": [
            {"id": "7", "content": "old"},
            {"id": "8", "content": ["a", "b"]},
            {"id": "9", "content": None},
        ]
    }
    assert course.merged(["Course"], row) == [
        {"id": "8", "content": ["a", "b"]},
        {"id": "7", "content": "Knots"},
    ]
    assert [refusal.tag for refusal in course.refused()] == ["Color"]


def test_a_field_is_news_until_it_was_taken() -> None:
    memory = DictMemory()
    course = fields(Names(Course="7"), memory, Course="Knots")
    assert course.news() == ["Course"]
    course.sent(["Course"])
    assert ([done.what for done in course.done()], course.news()) == (["set"], [])
    again = fields(Names(Course="7"), memory, Course="Knots")
    assert [done.what for done in again.done()] == ["already so"]
    assert fields(Names(Course="8"), memory, Course="Knots").news() == ["Course"]


def test_an_id_that_is_another_now_is_told_and_a_refusal_ends_the_matter() -> None:
    names, memory = Names(Course="7"), DictMemory()
    course = fields(names, memory, Course="Knots")
    assert not course.renew(["Course"])
    names.ids["Course"] = "8"
    assert course.renew(["Course"])
    assert course.ids == {"Course": "8"}
    course.refuse("Course", CrmRefused("no"))
    assert (course.ids, course.done()) == ({}, [])
    assert [refusal.reason for refusal in course.refused()] == ["Course: no"]


def test_what_is_no_list_holds_nothing() -> None:
    assert items_of({"phone_numbers": None}, "phone_numbers") == []
    assert items_of({"phone_numbers": ["x", {"number": "1"}]}, "phone_numbers") == [{"number": "1"}]
