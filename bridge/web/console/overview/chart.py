"""The chart of deliveries by outcome, as the shapes that a page draws."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bridge.explain.health.outcome_series import Bin, OutcomeSeries
from bridge.model.text import clock
from bridge.store.delivery import State

WIDTH, HEIGHT = 960, 180
_GAP = 0.2  # of a bin
_LEAST = 2.0  # that one delivery is drawn high, so that a single failure is seen
_ORDER = (State.APPLIED, State.NO_RULE, State.KEPT, State.UNUSABLE, State.WAITING, State.FAILED)


@dataclass(frozen=True)
class ChartBar:
    """One outcome within a bin; the numbers are in the chart's own units, from its top left."""

    state: State
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class ChartColumn:
    """One hour or day: `words` say what it holds, `label` stands below it where there is room."""

    bin: Bin
    x: float
    words: str
    label: str
    bars: Sequence[ChartBar]


def columns(series: OutcomeSeries, *, by_day: bool) -> Iterator[ChartColumn]:
    """From left to right."""
    each, most = WIDTH / len(series.bins), max(series.most, 1)
    for number, one in enumerate(series.bins):
        start = one.start.astimezone()
        told = f"{start:%a} {start.day} {start:%b}" if by_day else clock(start)
        label = f"{start.day} {start:%b}" if by_day else f"{start:%H:%M}"
        is_labelled = number % 5 == 0 if by_day else start.hour % 6 == 0
        x = number * each
        bars = [*_bars(one, x + each * _GAP / 2, each * (1 - _GAP), most)]
        yield ChartColumn(one, x, f"{told}: {one.words}", label if is_labelled else "", bars)


def _bars(one: Bin, x: float, width: float, most: int) -> Iterator[ChartBar]:
    """Stacked from the bottom; what needs somebody stands on top."""
    y = float(HEIGHT)
    scale = (HEIGHT - _LEAST * len(_ORDER)) / most
    for state in _ORDER:
        if number := one.states.get(state, 0):
            height = max(_LEAST, number * scale)
            y -= height
            yield ChartBar(state, round(x, 1), round(y, 1), round(width, 1), round(height, 1))
