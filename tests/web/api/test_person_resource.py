"""People, as a program reads them."""

import pytest

from bridge.store.people import address_book
from tests.cli.shop import Shop
from tests.web.api.conftest import Program


@pytest.fixture
def met(shop: Shop) -> Shop:
    shop.work(shop.comes("purchase", order_id="4711"))
    return shop


@pytest.mark.parametrize("words", ["bea", "BUYER@", "4711", "#4711", "b\0ea", "bea\ud800"])
def test_she_is_found_by_what_is_known_of_her(program: Program, met: Shop, words: str) -> None:
    (found,) = program.post("/people/find", words=words)["people"]
    assert found["address"] == "buyer@example.com"
    assert found["id"] == address_book.person_of(met.engine, "buyer@example.com")


@pytest.mark.parametrize(("body", "status"), [("[" * 9_000, 400), (" " * 20_000, 413)])
def test_a_body_that_is_too_deep_or_too_long_is_refused(
    program: Program, body: str, status: int
) -> None:
    said = {"Authorization": f"Bearer {program.token}"}
    answer = program.client.post("/api/people/find", data=body, headers=said)
    assert (answer.status_code, answer.content_type) == (status, "application/json")


def test_who_is_not_there_is_not_found(program: Program) -> None:
    assert program.post("/people/find", words="nobody") == {"people": []}


@pytest.mark.usefixtures("met")
def test_its_words_are_read_whatever_the_body_is_called(program: Program) -> None:
    said = {"Authorization": f"Bearer {program.token}"}
    answer = program.client.post("/api/people/find", data='{"words": "bea"}', headers=said,
                                 content_type="application/x-www-form-urlencoded")  # fmt: skip
    assert answer.json
    assert [each["address"] for each in answer.json["people"]] == ["buyer@example.com"]


@pytest.mark.parametrize("told", [{}, {"words": ""}, {"words": 7}, {"words": ["a"]}])
def test_nonsense_is_said_in_words(program: Program, told: dict[str, object]) -> None:
    assert "words" in program.post("/people/find", 400, **told)["message"]


def test_all_of_one_is_told(program: Program, met: Shop) -> None:
    number = address_book.person_of(met.engine, "buyer@example.com")
    told = program.get(f"/people/{number}")
    assert told["email"] == "buyer@example.com"
    assert told["sentences"][0].startswith("Gold is open to her")
    assert [each["state"] for each in told["deliveries"]] == ["applied"]
    program.get("/people/99", 404)
