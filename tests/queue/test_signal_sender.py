"""Signals go out soon, together where they can, and nobody waits for them."""

import logging
import multiprocessing
import threading
from collections.abc import Sequence
from threading import Event

import pytest

from bridge.queue.signal_sender import SignalSender


def test_what_is_put_is_sent_before_the_process_ends() -> None:
    sent: list[int] = []
    sender = SignalSender(sent.extend)
    for number in range(250):
        sender.put(number)
    sender.close()
    assert sent == list(range(250))


def test_what_comes_while_redis_is_asked_goes_out_in_one_go() -> None:
    batches: list[Sequence[int]] = []
    asked, answers = Event(), Event()

    def send(numbers: Sequence[int]) -> None:
        batches.append(numbers)
        asked.set()
        answers.wait(30)

    sender = SignalSender(send)
    sender.put(1)
    asked.wait(30)
    for number in (2, 3, 4):
        sender.put(number)
    assert batches == [[1]]
    answers.set()
    sender.close()
    assert batches == [[1], [2, 3, 4]]


def test_a_sender_that_was_never_used_ends_at_once() -> None:
    sent: list[int] = []
    SignalSender(sent.extend).close()
    assert sent == []


def test_an_unforeseen_error_costs_one_go_and_not_all_that_comes(
    caplog: pytest.LogCaptureFixture,
) -> None:
    sent: list[int] = []
    failed = Event()

    def send(numbers: Sequence[int]) -> None:
        if not failed.is_set():
            failed.set()
            raise ValueError("redis://:password@redis.example.com")
        sent.extend(numbers)

    sender = SignalSender(send)
    sender.put(1)
    failed.wait(30)
    sender.put(2)
    sender.close()
    assert sent == [2]
    assert caplog.messages == ["signals could not be sent (ValueError); the sweeper will signal"]


def test_whoever_gets_no_thread_is_not_refused_and_the_next_one_tries_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def start(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    sent: list[int] = []
    sender = SignalSender(sent.extend)
    with monkeypatch.context() as patched, caplog.at_level(logging.WARNING):
        patched.setattr(threading.Thread, "start", start)
        sender.put(1)
    assert caplog.messages == ["no thread to send signals from; the sweeper will signal"]
    sender.put(2)
    sender.close()
    assert sent == [1, 2]


@pytest.mark.filterwarnings("ignore:.*use of fork:DeprecationWarning")
def test_a_forked_process_has_a_thread_of_its_own() -> None:
    fork = multiprocessing.get_context("fork")
    sent = fork.SimpleQueue()
    sender = SignalSender(lambda numbers: sent.put(list(numbers)))
    sender.put(1)
    assert sent.get() == [1]

    def put_another() -> None:
        sender.put(2)
        sender.close()

    child = fork.Process(target=put_another)
    child.start()
    child.join(30)
    assert not sent.empty()
    assert sent.get() == [2]
