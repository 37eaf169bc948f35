"""Who is found by what somebody remembers of her."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from bridge.store.engine import transaction
from bridge.store.people import address_book
from tests.cli.shop import Shop

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
BEA, BEN, CLEO = "bea@example.com", "ben.ny@example.com", "cleo@shop.example.com"


def known(engine: Engine, people: Iterable[tuple[str, str]]) -> None:
    """Each a minute after the one before."""
    with transaction(engine) as connection:
        for number, (address, name) in enumerate(people):
            address_book.note(connection, address, name, NOON + timedelta(minutes=number))


def found(engine: Engine, words: str) -> list[str]:
    return [each.address for each in address_book.find_people(engine, words, 50)]


@pytest.fixture
def three(engine: Engine) -> Engine:
    known(engine, [(BEA, "Bea Buyer"), (BEN, "Ben Müller"), (CLEO, "")])
    return engine


@pytest.mark.parametrize(
    ("words", "who"),
    [
        ("bea", [BEA]),
        ("BUYER", [BEA]),
        ("müll", [BEN]),
        ("example.com", [CLEO, BEN, BEA]),
        ("shop", [CLEO]),
        ("be example", [BEN, BEA]),
        ("be", [BEN, BEA]),
        ("b", [BEN, BEA]),
        ("ea", []),
        ("buyer ben", []),
        ("%", []),
        ("_ea", []),
        ("\\", []),
        ("---", []),
        ("___ bea", []),
        ("@", []),
        ("  ", []),
        ("", []),
    ],
)
def test_she_is_found_by_any_part_of_her_name_and_address(
    three: Engine, words: str, who: list[str]
) -> None:
    assert found(three, words) == who


@pytest.mark.parametrize("words", ["%", "&", "& %", "%%%", "_-_", "%%% _-_", "& c _-_"])
def test_signs_find_who_has_them(engine: Engine, words: str) -> None:
    known(engine, [(BEN, "Ben"), (BEA, "Bea & Co %%% _-_ %"), (CLEO, "% of Cleo & Co _-_ %%%")])
    assert found(engine, words) == [CLEO, BEA]


def test_by_signs_alone_only_those_seen_last_are_looked_at(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(address_book, "LOOKED_AT", 2)
    known(engine, [(BEA, "---"), (BEN, "--- Ben"), (CLEO, "---")])
    assert found(engine, "---") == [CLEO, BEN]
    assert found(engine, "bea ---") == [BEA]
    assert address_book.are_signs_alone("--- %%%")
    assert not any(map(address_book.are_signs_alone, ("", "&", "--- bea", "a.b", "ab.")))


def test_who_was_seen_last_is_never_lost_among_many_of_the_name(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where only some are looked at by an index."""
    monkeypatch.setattr(address_book, "LOOKED_AT", 2)
    monkeypatch.setattr(address_book, "_SEEN_LAST", 3)
    told = [(f"c{n}@example.com", "Cleo" if n not in (7, 8) else "Ben") for n in range(10)]
    known(engine, told)
    assert found(engine, "cleo")[0] == "c9@example.com"
    assert len(found(engine, "cleo")) == 3
    assert found(engine, "c9") == ["c9@example.com"]
    assert found(engine, "c0@example") == ["c0@example.com"]


def test_a_new_name_is_found_by_its_beginnings_and_the_old_one_no_more(engine: Engine) -> None:
    known(engine, [(BEA, "Ann Xu"), (BEA, "Bea Yi")])
    assert (found(engine, "xu"), found(engine, "yi"), found(engine, "y b")) == ([], [BEA], [BEA])
    known(engine, [(BEA, "")])
    assert found(engine, "yi") == [BEA]


def test_the_newest_name_counts_and_none_hides_no_other(engine: Engine) -> None:
    known(engine, [(BEA, "Bea Buyer"), (BEA, ""), (BEA, "Bea Married")])
    assert found(engine, "buyer") == []
    assert found(engine, "married") == [BEA]
    known(engine, [(BEA, "")])
    (bea,) = address_book.seen_last(engine, 5)
    assert (bea.name, bea.at) == ("Bea Married", NOON + timedelta(minutes=2))


def test_who_came_last_is_shown_first_and_no_more_than_asked_for(three: Engine) -> None:
    assert [each.address for each in address_book.seen_last(three, 2)] == [CLEO, BEN]


def test_an_address_has_a_number_and_a_number_its_address(three: Engine) -> None:
    number = address_book.person_of(three, " BEA@example.com ")
    assert number
    assert address_book.address_of(three, number) == BEA
    assert address_book.numbers_of(three, [BEA, BEN, "nobody@example.com"]).keys() == {BEA, BEN}
    assert address_book.address_of(three, 99) is None
    assert address_book.person_of(three, "nobody@example.com") is None


def test_she_is_found_by_an_order_or_an_invoice(engine: Engine) -> None:
    shop = Shop(engine)
    shop.work(shop.comes("purchase", order_id="4711"))
    for number in ("4711", "000004711"):
        (found_by_it,) = address_book.by_order(engine, number)
        assert found_by_it.address == "buyer@example.com"
    assert address_book.by_order(engine, "471") == []
    assert address_book.by_order(engine, "") == []


@pytest.mark.parametrize(
    ("words", "who"),
    [("#4711", ["buyer@example.com"]), ("4711", ["buyer@example.com"]),
     ("\0 example \ud800", [CLEO, BEN, BEA, "buyer@example.com"]), ("#", []), ("\0", []),
     ("x" * 999, [])],
)  # fmt: skip
def test_one_box_takes_an_order_or_words_and_whatever_is_pasted(
    engine: Engine, words: str, who: list[str]
) -> None:
    shop = Shop(engine)
    shop.work(shop.comes("purchase", order_id="4711"))
    known(engine, [(BEA, "Bea Buyer 4711"), (BEN, "Ben Müller"), (CLEO, "")])
    looked = {each.address for each in address_book.look_for(engine, words, 50)}
    assert looked == set(who)


def test_whoever_comes_is_in_it_with_every_address(engine: Engine) -> None:
    shop = Shop(engine)
    shop.work(shop.comes("purchase", email="Old@example.com"),
              shop.comes("purchase", email="new@example.com", order_id="2"))  # fmt: skip
    assert {each.address for each in address_book.seen_last(engine, 9)} == {
        "old@example.com", "new@example.com",
    }  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    st.lists(st.text("ab%_\\é ", max_size=6), min_size=1, max_size=6),
    st.lists(st.text("ab%_\\é", min_size=3, max_size=4), min_size=1, max_size=2),
)
def test_it_finds_whom_reading_all_would_find(
    engine: Engine, names: list[str], words: list[str]
) -> None:
    with engine.connect() as connection:
        connection.execute(text("DELETE FROM people"))
    known(engine, [(f"{n}@example.com", name) for n, name in enumerate(names)])
    told = [(f"{n}@example.com", f"{name} {n}@example.com".lower()) for n, name in enumerate(names)]
    wanted = {address for address, all_of in told if all(word.lower() in all_of for word in words)}
    assert {*found(engine, " ".join(words))} == wanted
