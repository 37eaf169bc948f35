"""Of two words of hands the later counts, also within one second."""

from datetime import timedelta

import pytest

from bridge.model import Moment
from tests.entitlements.conftest import Seen
from tests.entitlements.shop import Story, book, day, tags

FIRST = day(1)
THEN = FIRST + timedelta(microseconds=1)


@pytest.mark.parametrize("keys", ["ab", "ba"])
def test_granted_and_ended_within_one_second_is_ended(seen: Seen, keys: str) -> None:
    story = Story(book()).hand("grant", at=FIRST, key=keys[0]).hand("end", at=THEN, key=keys[1])
    assert tags(seen(story, 2)) == []


@pytest.mark.parametrize("keys", ["ab", "ba"])
def test_ended_and_granted_within_one_second_is_granted(seen: Seen, keys: str) -> None:
    story = Story(book()).hand("end", at=FIRST, key=keys[0]).hand("grant", at=THEN, key=keys[1])
    assert tags(seen(story, 2)) == ["gold"]


@pytest.mark.parametrize("later", [0, 1, 999_999])
def test_what_she_pays_in_the_second_of_an_end_counts_after_it(seen: Seen, later: int) -> None:
    story = Story(book()).happens("purchase").happens("rebill", at=FIRST, key="a")
    story = story.hand("end", at=FIRST + timedelta(microseconds=later), key="b")
    assert tags(seen(story, 2)) == ["gold"]


def test_the_order_survives_being_written_down() -> None:
    story = Story(book()).hand("grant", at=FIRST, key="b").hand("end", at=THEN, key="a")
    moments = [Moment.of(fact.event) for fact in story.facts]
    assert moments == sorted(moments)
    assert [str(each) for each in moments] == sorted(map(str, moments))
    assert [Moment.parse(str(each)) for each in moments] == moments
