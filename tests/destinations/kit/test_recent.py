"""What a subscriber was just told counts for more than a list that is behind."""

from bridge.destinations.kit.recent import KitRecentTags
from tests.destinations.fakes import DictMemory


class Clock:
    """Seconds, as a test says."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_list_is_corrected_until_every_list_shows_it() -> None:
    clock = Clock()
    recent = KitRecentTags(DictMemory(), clock)
    recent.puts_on("1")
    recent.took_off("2")
    assert recent.seen_through(frozenset({"2", "3"})) == {"1", "3"}
    clock.now += 299
    assert recent.seen_through(frozenset({"2", "3"})) == {"1", "3"}
    clock.now += 2
    assert recent.seen_through(frozenset({"2", "3"})) == {"2", "3"}


def test_the_last_word_about_a_tag_counts() -> None:
    recent = KitRecentTags(DictMemory())
    recent.puts_on("1")
    recent.took_off("1")
    assert recent.seen_through(frozenset({"1"})) == frozenset()


def test_it_is_forgotten_with_the_subscriber_and_when_it_cannot_be_read() -> None:
    memory = DictMemory()
    recent = KitRecentTags(memory)
    recent.puts_on("1")
    recent.forget()
    recent.forget()
    assert memory.values == {}
    for odd in ("{", "[]", '{"1": 5}', '{"1": "+soon"}'):
        memory.values["recent"] = odd
        assert recent.seen_through(frozenset({"1"})) == {"1"}
