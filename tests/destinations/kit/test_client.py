"""Kit's lists to their end, its signs of "slow down", and what its refusals say."""

from collections.abc import Mapping

import pytest
import requests

from bridge.destinations.answers import CrmAnswer
from bridge.destinations.kit.client import KitSigns, every_row, is_about_address, is_taken
from bridge.model import Plan
from bridge.model.errors import AccountRefused, CrmUnavailable
from tests.destinations.contract import ANN, GOLD
from tests.destinations.fakes import DictMemory
from tests.destinations.kit.destination import ADD, KitDestination


def answered(status: int, retry_after: str = "") -> requests.Response:
    response = requests.Response()
    response.status_code = status
    if retry_after:
        response.headers["Retry-After"] = retry_after
    return response


def test_each_429_in_a_row_is_waited_for_longer_up_to_a_minute() -> None:
    signs = KitSigns()
    waits = [signs.quiet_for(answered(429)) for _ in range(5)]
    assert waits == [10, 20, 40, 60, 60]
    signs.rest_after(answered(200))
    assert signs.quiet_for(answered(429)) == 10


def test_a_time_that_it_names_all_the_same_counts() -> None:
    assert KitSigns().quiet_for(answered(429, "7")) == 7
    assert KitSigns().quiet_for(answered(503)) is None


def test_a_plain_text_429_holds_every_worker_back(
    known: KitDestination, memory: DictMemory
) -> None:
    known.account.faults.fail(429, times=2)
    for held in ([10], [10, 20]):
        with pytest.raises(CrmUnavailable) as caught:
            known.crm.apply(Plan(ANN, add=(GOLD,)), memory)
        assert str(caught.value) == "Kit asks for fewer requests (429)."
        assert (caught.value.retry_after, known.pace.held) == (held[-1], held)
    known.crm.apply(Plan(ANN, add=(GOLD,)), memory)
    assert known.calls() == [ADD, ADD, ADD]


@pytest.mark.parametrize("condition", ["refuse_key", "payment_required"])
def test_401_names_the_key_and_the_plan(
    known: KitDestination, memory: DictMemory, condition: str
) -> None:
    setattr(known.account.conditions, condition, True)
    with pytest.raises(AccountRefused) as caught:
        known.crm.apply(Plan(ANN, add=(GOLD,)), memory)
    assert str(caught.value) == (
        "Kit refused the key (401). Check KIT_KEY. Kit says so, too, when the account's plan has"
        " lapsed. Kit says: 'The access token is invalid'"
    )


def test_a_list_is_read_to_its_end_and_each_row_once() -> None:
    asked: list[Mapping[str, str]] = []

    def ask(page: Mapping[str, str]) -> CrmAnswer:
        asked.append(page)
        pages = {"has_next_page": len(asked) < 2, "end_cursor": f"c{len(asked)}"}
        rows = [{"id": 1}, {"id": len(asked) + 1}, {"name": "no id"}, "odd"]
        return CrmAnswer(200, {"tags": rows, "pagination": pages})

    assert [row["id"] for row in every_row(ask, "tags")] == [1, 2, 3]
    assert asked == [{"per_page": "1000"}, {"per_page": "1000", "after": "c1"}]


def test_a_list_that_never_turns_its_page_is_given_up() -> None:
    pages = {"has_next_page": True, "end_cursor": "same"}
    answer = CrmAnswer(200, {"tags": [{"id": 1}], "pagination": pages})
    assert len([*every_row(lambda _: answer, "tags")]) == 1


@pytest.mark.parametrize(
    ("words", "taken", "about"),
    [
        ("Email address has already been taken", True, True),
        ("Email address is invalid", False, True),
        ("Custom field shoe_size does not exist", False, False),
    ],
)
def test_refusals_are_told_apart_by_their_words(words: str, taken: bool, about: bool) -> None:
    answer = CrmAnswer(422, {"errors": [words]})
    assert (is_taken(answer), is_about_address(answer)) == (taken, about)
