"""What Keap's words about tags are worth."""

import pytest

from bridge.destinations.answers import CrmAnswer
from bridge.destinations.keap.tag_calls import is_success, says_there_already
from bridge.model import Done, Plan
from bridge.model.errors import CrmRefused
from tests.contracts.vendor_schemas import sent_requests
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.fakes import DictMemory
from tests.destinations.keap.destination import ADD, ASK, REMOVE, KeapDestination


@pytest.mark.parametrize(
    ("word", "success", "already"),
    [
        ("SUCCESS", True, False),
        ("Success: tag applied", True, False),
        ("DUPLICATE", False, True),
        ("Contact already has this tag", False, True),
        ("FAILURE", False, False),
        ("", False, False),
    ],
)
def test_only_a_word_that_looks_like_success_is_believed(
    word: str, success: bool, already: bool
) -> None:
    for answer in (
        CrmAnswer(200, {"7": word}),
        CrmAnswer(200, {"": [{"key": 7, "value": word}]}),
    ):
        assert is_success(answer, "7") == success
        assert says_there_already(answer, "7") == already
        assert not is_success(answer, "8")


def test_a_refusal_is_no_success_whatever_it_says() -> None:
    refused = CrmAnswer(409, {"7": "SUCCESS"})
    assert (is_success(refused, "7"), says_there_already(refused, "7")) == (False, True)
    assert not is_success(CrmRefused("no"), "7")


@pytest.mark.parametrize(("word", "what"), [("Applied.", "added"), ("DUPLICATE", "already there")])
def test_what_she_carries_decides_where_the_word_does_not_look_like_success(
    known: KeapDestination, memory: DictMemory, word: str, what: str
) -> None:
    known.account.conditions.tag_word = word
    outcome = known.crm.apply(Plan(ANN, add=(GOLD,)), memory)
    assert outcome.done == (Done(GOLD, what, what == "added"),)
    assert known.calls() == [ADD, ASK]


def test_ids_are_numbers_in_one_call_and_a_list_with_commas_in_the_other(
    known: KeapDestination, memory: DictMemory
) -> None:
    gold, silver = (known.account.tag_id(name) for name in (GOLD, SILVER))
    with sent_requests() as sent:
        known.crm.apply(Plan(ANN, add=(GOLD, SILVER)), memory)
        known.crm.apply(Plan(ANN, remove=(GOLD, SILVER)), memory)
    assert sent[0].body == f'{{"tagIds": [{gold}, {silver}]}}'.encode()
    assert str(sent[-1].url).endswith(f"/tags?ids={gold}%2C{silver}")
    assert known.calls() == [ADD, ASK, REMOVE]
