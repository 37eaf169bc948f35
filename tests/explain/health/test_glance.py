"""All that Home says in a few words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from bridge.explain.health.glance import Glance, ago, glance
from bridge.store.figures.hours import hours
from bridge.store.figures.unfinished import Unfinished
from tests.cli.shop import Shop
from tests.fakes import event

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)  # a Saturday


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=3, seconds=20), "3 minutes ago"),
        (timedelta(hours=1, minutes=5), "1 hour and 5 minutes ago"),
        (timedelta(hours=5, minutes=50), "5 hours ago"),
        (timedelta(days=2, hours=4), "2 days and 4 hours ago"),
    ],
)
def test_a_time_ago_is_as_exact_as_anybody_wants_it(time: timedelta, words: str) -> None:
    assert ago(time) == words


def test_it_says_what_usually_comes_on_such_a_day() -> None:
    seen = Glance(NOW, NOW - timedelta(minutes=3), 4, 9, None, Unfinished())
    assert (seen.last_words, seen.usual_words) == (
        "3 minutes ago",
        "4 today; usually 9 on a Saturday",
    )
    assert Glance(NOW, None, 0, None, None, Unfinished()).usual_words == "0 today"
    tests = Glance(NOW, None, 4, 9, None, Unfinished(), 2)
    assert tests.usual_words == "4 today, and 2 in test mode or by hand; usually 9 on a Saturday"


def test_what_is_open_is_told_and_nothing_is_good_news() -> None:
    good = Glance(NOW, None, 0, None, None, Unfinished())
    assert (good.waiting_words, good.failed_words) == ("Nothing waits.", "Nothing failed.")
    bad = Glance(NOW, None, 0, None, None, Unfinished(2, NOW - timedelta(minutes=5), 1))
    assert bad.waiting_words == "The oldest came 5 minutes ago."
    assert bad.failed_words == "Somebody must act, then they are tried again."


def test_it_reads_the_record(engine: Engine) -> None:
    shop = Shop(engine)
    now = datetime.now(UTC)
    assert glance(engine, now, []).last is None
    shop.deliveries.keep(event(), now)
    seen = glance(engine, now, hours(engine, now, now))
    assert (seen.last, seen.today, seen.open.waiting) == (now, 1, 1)
    shop.deliveries.keep(replace(event(key="a test"), mode="test"), now)
    seen = glance(engine, now, hours(engine, now, now))
    assert (seen.today, seen.apart, seen.open.waiting) == (1, 1, 2)
