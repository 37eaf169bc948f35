"""Who looks, what for, and whom it tells."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from bridge.alerts.lookout import Lookout, kinds_of_trouble, senders_of, troubles, watch_of
from bridge.alerts.mail import Mail
from bridge.alerts.message import BY_COMMANDS, ON_PAGES, Message
from bridge.explain.troubles.needs import Needs
from bridge.model.errors import AccountRefused
from bridge.queue import jobs
from bridge.reconcile.library import Library
from bridge.rules import file as rulesfile
from bridge.settings import Settings
from tests.cli.shop import Shop

NO_REDIS = jobs.redis_for("redis://127.0.0.1:1")
MAIL = "smtp://127.0.0.1?from=bridge@example.com&to=anna@example.com"
LIBRARY = Library(rulesfile.parse)


@pytest.fixture
def needs(engine: Engine) -> Needs:
    return Needs(engine, LIBRARY)


@pytest.mark.parametrize(
    ("told", "kinds"),
    [
        ({}, []),
        ({"smtp_url": MAIL}, ["Mail"]),
        ({"alert_url": "https://hooks.example.com/x"}, ["WebPost"]),
        ({"smtp_url": MAIL, "alert_url": "https://hooks.example.com/x"}, ["Mail", "WebPost"]),
    ],
)
def test_it_tells_by_every_way_that_is_set(
    told: dict[str, str], kinds: list[str], engine: Engine, needs: Needs
) -> None:
    config = Settings(**told)  # type: ignore[arg-type] # all of them text
    assert [type(each).__name__ for each in senders_of(config)] == kinds
    assert (watch_of(config, engine, needs, NO_REDIS) is not None) == bool(kinds)


def test_a_heartbeat_alone_is_watched_for_too(engine: Engine, needs: Needs) -> None:
    config = Settings(heartbeat_url="https://ping.example.com/x")
    assert watch_of(config, engine, needs, NO_REDIS) is not None


def test_what_needs_somebody_is_told_without_anybodys_name(engine: Engine, needs: Needs) -> None:
    shop = Shop(engine)
    shop.crm.refuses = {"Gold"}
    shop.work(shop.comes("purchase"))
    shop.crm.fails = AccountRefused("ActiveCampaign refused the key of buyer@example.com (403).")
    shop.work(shop.comes("purchase", order_id="2", email="ben@example.com"))
    told = troubles(needs, datetime.now(UTC))
    assert len(told) >= 2
    assert {"paused", "refused"} <= {*kinds_of_trouble(needs, datetime.now(UTC))}
    words = " ".join(told.values())
    assert "'Gold'" in words
    assert "1 person waits for it." in words
    assert "is paused" in words
    assert "@" not in words
    assert "Bea" not in words


@pytest.mark.parametrize(("password", "where"), [("x", ON_PAGES), ("", BY_COMMANDS)])
def test_it_leads_to_the_console_where_there_is_one(
    engine: Engine, needs: Needs, monkeypatch: pytest.MonkeyPatch, password: str, where: str
) -> None:
    told: list[Message] = []
    monkeypatch.setattr(Mail, "send", lambda _, message: told.append(message))
    shop = Shop(engine)
    shop.crm.refuses = {"Gold"}
    shop.work(shop.comes("purchase"))
    watch = watch_of(Settings(smtp_url=MAIL, console_password=password), engine, needs, NO_REDIS)
    assert watch
    for minutes in (0, 3):
        watch.look(datetime.now(UTC) + timedelta(minutes=minutes))
    assert [each.where for each in told] == [where]


def test_where_all_is_well_there_is_nothing(engine: Engine, needs: Needs) -> None:
    shop = Shop(engine)
    shop.work(shop.comes("purchase"))
    assert troubles(needs, datetime.now(UTC)) == {}
    assert kinds_of_trouble(needs, datetime.now(UTC)) == []


def test_it_looks_again_and_again_whatever_happens(caplog: pytest.LogCaptureFixture) -> None:
    looked: list[datetime] = []
    enough = threading.Event()

    def look(now: datetime) -> None:
        looked.append(now)
        if len(looked) == 3:
            enough.set()
        raise RuntimeError("unforeseen")

    lookout = Lookout(look, every=0)
    lookout.start()
    assert enough.wait(10)
    lookout.stop()
    assert "something unforeseen" in caplog.text
