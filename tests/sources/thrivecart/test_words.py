"""ThriveCart's names of events, and ours."""

import pytest

from bridge.model import Kind
from bridge.sources.thrivecart.samples import OURS, WORDS
from bridge.sources.thrivecart.words import KINDS
from tests.sources.reading import read_event


# Its words
@pytest.mark.parametrize(("word", "kind"), KINDS.items())
def test_it_knows_every_name_of_thrivecart_in_both_spellings(word: str, kind: Kind) -> None:
    assert read_event(word).kind is kind
    assert read_event(word, more={"event": word.replace(".", "_")}).kind is kind
    assert read_event(word, more={"event": word.replace("_", ".", 1)}).kind is kind


def test_every_name_it_knows_can_be_made_for_a_trial() -> None:
    assert set(WORDS) == set(KINDS)


@pytest.mark.parametrize(("ours", "theirs"), OURS.items())
def test_our_words_make_the_event_they_name(ours: str, theirs: str) -> None:
    event = read_event(ours)
    assert (event.kind.value, event.word) == (ours, theirs)


@pytest.mark.parametrize("word", ["order.gift_wrapped", "", "null", "ORDER", "x" * 10_000])
def test_it_keeps_an_unknown_event(word: str) -> None:
    event = read_event(more={"event": word})
    assert event.kind is Kind.UNKNOWN
    assert event.problem == ""
    assert event.contact.email == "buyer@example.com"
    assert len(event.word) <= 255


def test_the_case_of_an_events_name_does_not_matter() -> None:
    assert read_event(more={"event": "Order.Success"}).kind is Kind.PURCHASE
