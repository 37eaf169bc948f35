"""What notes of arrivals promise: nobody waits for them, and a flood writes a row a minute."""

import logging
from datetime import datetime

import pytest

from bridge.web.arrival_notes import ArrivalNotes


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def put(notes: ArrivalNotes, what: str) -> bool:
    """Whether it was noted."""
    thread = notes.put(what)
    if thread is not None:
        thread.join()
    return thread is not None


def test_each_sort_is_noted_once_a_minute() -> None:
    written, clock = list[str](), Clock()
    notes = ArrivalNotes(lambda what, _: written.append(what), clock)
    assert [put(notes, what) for what in ("ping", "ping", "wrong secret")] == [True, False, True]
    clock.now = 61
    put(notes, "ping")
    assert written == ["ping", "wrong secret", "ping"]


def test_a_note_that_cannot_be_written_harms_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def broken(_: str, __: datetime) -> None:
        raise OSError("postgres://user:password@db.example.com")

    with caplog.at_level(logging.WARNING):
        assert put(ArrivalNotes(broken), "ping")
    assert caplog.messages == ["it could not be noted that this came: ping (OSError)"]
