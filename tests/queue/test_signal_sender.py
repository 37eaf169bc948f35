"""Signals go out soon, together where they can, and nobody waits for them."""

from collections.abc import Sequence
from threading import Event

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
