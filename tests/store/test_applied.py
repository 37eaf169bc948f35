from dataclasses import replace

import pytest
from sqlalchemy import Engine

from bridge.model import Moment, Sort
from bridge.store import applied, occurrences, places
from bridge.store.applied import Applied
from tests.fakes import NOON

CRM = "activecampaign"
GOLD = Applied("gold", Sort.TAG, "Gold", "wanted", "", Moment(1_777_896_000, key="k"), False)
NEWS = Applied("list,news", Sort.LIST, "News", "unwanted", found=True)
COURSE = Applied("field,course", Sort.FIELD, "Course", "wanted", "12")


@pytest.fixture
def place(engine: Engine) -> int:
    with engine.connect() as connection:
        return places.ids_of(connection, CRM, ["bea@example.com"])["bea@example.com"]


def known(engine: Engine, place: int) -> dict[str, Applied]:
    with engine.connect() as connection:
        return applied.applied_of(connection, place)


def test_what_was_told_is_known_as_it_was_told(engine: Engine, place: int) -> None:
    with engine.connect() as connection:
        applied.write(connection, place, [GOLD, NEWS, COURSE])
        applied.write(connection, place, [])
    assert known(engine, place) == {each.target: each for each in (GOLD, NEWS, COURSE)}


def test_the_newest_word_about_a_target_takes_the_place_of_the_one_before(
    engine: Engine, place: int
) -> None:
    newer = replace(GOLD, value="unwanted", moment=None, found=None, attempted="unwanted")
    with engine.connect() as connection:
        applied.write(connection, place, [GOLD, NEWS])
        applied.write(connection, place, [newer])
    assert known(engine, place) == {"gold": newer, "list,news": NEWS}


def test_what_is_forgotten_was_never_told(engine: Engine, place: int) -> None:
    with engine.connect() as connection:
        applied.write(connection, place, [GOLD, NEWS])
        applied.forget(connection, place, ["gold"])
        applied.forget(connection, place, [])
    assert known(engine, place) == {"list,news": NEWS}


def test_what_is_doubted_is_told_again_and_how_it_was_found_is_known_still(
    engine: Engine, place: int
) -> None:
    refused = replace(NEWS, refused="The list 'News' does not exist.", attempted="unwanted")
    with engine.connect() as connection:
        applied.write(connection, place, [GOLD, refused])
        assert applied.refused(connection) == [(place, refused)]
        applied.doubt(connection, [place], ["gold", "list,news", "silver"])
        assert applied.refused(connection) == []
    assert known(engine, place) == {
        "gold": replace(GOLD, value="", moment=None, attempted="wanted"),
        "list,news": replace(NEWS, value="", attempted="unwanted unwanted"),
    }


def test_nobody_elses_is_doubted(engine: Engine, place: int) -> None:
    with engine.connect() as connection:
        other = places.ids_of(connection, CRM, ["cy@example.com"])["cy@example.com"]
        for each in (place, other):
            applied.write(connection, each, [GOLD])
        applied.doubt(connection, [other], ["gold"])
    assert known(engine, place) == {"gold": GOLD}


def states(engine: Engine, *tokens: str, destination: str = CRM) -> dict[str, str]:
    with engine.connect() as connection:
        return occurrences.states_of(connection, destination, tokens)


def test_what_was_begun_is_begun_until_it_is_done(engine: Engine) -> None:
    with engine.connect() as connection:
        occurrences.begin(connection, CRM, ["one", "two", "one"], NOON)
        occurrences.end(connection, CRM, {"one": occurrences.DONE}, NOON)
        occurrences.begin(connection, CRM, ["one"], NOON)
        occurrences.count_as_done(connection, CRM, ["two", "three"], NOON)
    assert states(engine, "one", "two", "three", "four") == {
        "one": "done",
        "two": "begun",
        "three": "done",
    }
    assert states(engine) == {}


def test_tokens_are_a_destinations_own(engine: Engine) -> None:
    with engine.connect() as connection:
        occurrences.begin(connection, "another", ["one"], NOON)
        occurrences.begin(connection, CRM, [], NOON)
    assert states(engine, "one") == {}
    assert states(engine, "one", destination="another") == {"one": "begun"}


def test_what_was_refused_begins_once_more_and_what_was_done_does_not(
    engine: Engine,
) -> None:
    with engine.connect() as connection:
        occurrences.end(connection, CRM, {"refused": occurrences.REFUSED}, NOON)
        occurrences.end(connection, CRM, {"done": occurrences.DONE}, NOON)
        occurrences.end(connection, CRM, {"another's": occurrences.REFUSED}, NOON)
        occurrences.begin_refused(connection, CRM, ["refused", "done"])
    assert states(engine, "refused", "done", "another's") == {
        "refused": "begun",
        "done": "done",
        "another's": "refused",
    }
