"""Two folds, written apart from each other, find the same for whatever happens."""

from collections.abc import Mapping

from hypothesis import HealthCheck, given, settings

from tests.entitlements.life import Life
from tests.entitlements.lives import lives
from tests.entitlements.naive import NaiveState
from tests.entitlements.shop import BEGINNING, by_naive, by_product

unhurried = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def differences(found: NaiveState | None, expected: NaiveState | None) -> str:
    """In what the product's fold and the naive one differ."""
    if found is None or expected is None:
        return "" if found == expected else f"only one knows the place: {found} {expected}"
    words = []
    for name in ("targets", "open", "blocks", "occurrences"):
        ours, theirs = getattr(found, name), getattr(expected, name)
        if ours != theirs:
            words.append(f"{name}: product {shown(ours, theirs)} naive {shown(theirs, ours)}")
    return "; ".join(words)


def shown(one: object, other: object) -> str:
    if isinstance(one, dict) and isinstance(other, dict):
        return str({key: value for key, value in one.items() if other.get(key) != value})
    return str(one)


def agree(life: Life, per_address: bool = False) -> None:
    for at in life.asked:
        facts = life.by(at)
        found: Mapping[str, NaiveState] = by_product(facts, life.book_of, at, per_address)
        expected = by_naive(facts, life.book_of, at, per_address)
        for address in sorted({*found, *expected}):
            difference = differences(found.get(address), expected.get(address))
            assert not difference, f"+{at - BEGINNING} {address}: {difference}"


@unhurried
@given(lives(wide=False))
def test_both_find_the_same_for_one_person(life: Life) -> None:
    agree(life)


@unhurried
@given(lives())
def test_both_find_the_same_for_people_who_share_and_swap_addresses(life: Life) -> None:
    agree(life)


@unhurried
@given(lives(wide=False, rules=True))
def test_both_find_the_same_of_what_rules_say_besides(life: Life) -> None:
    agree(life)


@unhurried
@given(lives(rules=True, longest=6))
def test_both_find_the_same_of_what_rules_say_of_people_who_share_addresses(life: Life) -> None:
    agree(life)
