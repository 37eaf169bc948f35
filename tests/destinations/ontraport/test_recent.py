"""What was told a contact just now counts for more than a read, and for a while only."""

from bridge.destinations.ontraport.recent import SETTLED, OntraportRecentTags
from tests.destinations.fakes import DictMemory


def test_what_was_told_last_counts_until_it_is_settled() -> None:
    now, memory = [1_800_000_000.0], DictMemory()
    recent = OntraportRecentTags(memory, lambda: now[0])
    recent.were_told(["7"], ["8"])
    assert (recent.put_on(), recent.taken_off()) == ({"7"}, {"8"})
    now[0] += SETTLED / 2
    recent.were_told([], ["7"])
    assert (recent.put_on(), recent.taken_off()) == (set(), {"7", "8"})
    now[0] += SETTLED / 2
    assert (recent.put_on(), recent.taken_off()) == (set(), {"7"})


def test_only_what_is_young_is_kept() -> None:
    now, memory = [1_800_000_000.0], DictMemory()
    recent = OntraportRecentTags(memory, lambda: now[0])
    recent.were_told(["7"], [])
    now[0] += SETTLED
    recent.were_told(["9"], [])
    assert memory.values == {"told": '{"9": "+1800000600"}'}


def test_of_another_contact_and_of_nothing_nothing_is_kept() -> None:
    memory = DictMemory()
    recent = OntraportRecentTags(memory)
    recent.were_told([], [])
    recent.forget()
    assert memory.writes == 0
    recent.were_told(["7"], [])
    recent.forget()
    assert (recent.put_on(), memory.values) == (set(), {})


def test_what_cannot_be_read_counts_for_nothing() -> None:
    memory = DictMemory()
    memory.values["told"] = "garbage"
    assert OntraportRecentTags(memory).put_on() == set()
