"""The chart of deliveries by outcome."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bridge.explain.health.outcome_series import Bin, OutcomeSeries
from bridge.store.delivery import State
from bridge.web.console.overview.chart import HEIGHT, WIDTH, columns

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
COUNTS = st.dictionaries(st.sampled_from(State), st.integers(0, 100_000))


def series(*states: dict[State, int]) -> OutcomeSeries:
    return OutcomeSeries([Bin(NOON + timedelta(hours=n), each) for n, each in enumerate(states)])


@given(st.lists(COUNTS, min_size=1, max_size=50), st.booleans())
def test_every_delivery_is_drawn_and_nothing_leaves_the_picture(
    counts: list[dict[State, int]], by_day: bool
) -> None:
    drawn = [*columns(series(*counts), by_day=by_day)]
    assert len(drawn) == len(counts)
    for column, states in zip(drawn, counts, strict=True):
        assert {bar.state for bar in column.bars} == {s for s, number in states.items() if number}
        for bar in column.bars:
            assert 0 <= bar.x <= bar.x + bar.width <= WIDTH + 1
            assert -1 <= bar.y <= bar.y + bar.height <= HEIGHT + 1
            assert bar.height >= 1.9  # also a single one is seen


@given(COUNTS)
def test_bars_of_one_hour_stand_upon_each_other(states: dict[State, int]) -> None:
    (column,) = columns(series(states), by_day=False)
    top = float(HEIGHT)
    for bar in column.bars:
        assert abs(bar.y + bar.height - top) < 0.3
        top = bar.y


def test_what_needs_somebody_stands_on_top() -> None:
    (column,) = columns(series({State.FAILED: 1, State.APPLIED: 90}), by_day=False)
    assert [bar.state for bar in column.bars] == [State.APPLIED, State.FAILED]


def test_each_hour_says_what_it_holds_and_some_are_labelled() -> None:
    drawn = [*columns(series(*[{State.APPLIED: 2}] * 24), by_day=False)]
    assert all(each.words.endswith(": 2 applied") for each in drawn)
    labels = Counter(bool(each.label) for each in drawn)
    assert labels[True] == 4
