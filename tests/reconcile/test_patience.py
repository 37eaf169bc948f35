"""How long to wait before a contact is tried again."""

from bridge.reconcile.patience import Patience


def test_each_wait_is_twice_as_long_up_to_the_longest_and_shortened_by_up_to_half() -> None:
    patience = Patience(first=10, longest=60)
    for attempts, full in ((0, 10), (1, 20), (2, 40), (3, 60), (1000, 60)):
        waits = [patience.wait(attempts).total_seconds() for _ in range(50)]
        assert full / 2 <= min(waits) <= max(waits) <= full
        assert len(set(waits)) > 1
