"""What a contact was sent is told again only when it differs."""

import pytest

from bridge.destinations.profile import SentProfile
from tests.destinations.fakes import DictMemory

SAID = {"firstName": "Ann", "field 7": "1001"}


def test_what_was_sent_is_no_news_and_what_is_left_out_changes_nothing() -> None:
    profile = SentProfile(DictMemory())
    assert profile.news(SAID) == SAID
    profile.keep(SAID)
    assert (profile.news(SAID), profile.news({"firstName": "Ann"})) == ({}, {})
    assert profile.news(SAID | {"field 7": "1002"}) == {"field 7": "1002"}


def test_nothing_of_it_can_be_read_in_the_memory() -> None:
    memory = DictMemory()
    SentProfile(memory).keep(SAID)
    assert "Ann" not in memory.values["profile"]


@pytest.mark.parametrize("kept", ["[]", "half of it", ""])
def test_a_memory_that_cannot_be_read_costs_one_call(kept: str) -> None:
    memory = DictMemory()
    memory.put("profile", kept)
    assert SentProfile(memory).news(SAID) == SAID


def test_another_contact_was_sent_nothing() -> None:
    profile = SentProfile(DictMemory())
    profile.keep(SAID)
    profile.forget()
    assert profile.news(SAID) == SAID
