"""How much waits, since when, and how much failed."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from bridge.store.delivery import State
from bridge.store.figures import unfinished as figures
from bridge.store.figures.unfinished import Unfinished, unfinished
from tests.store.figures.record import came

NOW = datetime(2026, 3, 20, 12, 30, tzinfo=UTC)


def test_what_waits_and_what_failed_is_counted(engine: Engine) -> None:
    came(engine, NOW - timedelta(hours=3))
    came(engine, NOW - timedelta(hours=2), State.WAITING)
    came(engine, NOW - timedelta(hours=1), State.WAITING, 2)
    came(engine, NOW - timedelta(days=9), State.FAILED, 4)
    assert unfinished(engine) == Unfinished(3, NOW - timedelta(hours=2), 4)


def test_where_all_is_done_nothing_waits(engine: Engine) -> None:
    came(engine, NOW)
    assert unfinished(engine) == Unfinished()


def test_nobody_counts_further_than_is_told(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "MANY", 3)
    came(engine, NOW, State.FAILED, 5)
    assert unfinished(engine).failed == 3
