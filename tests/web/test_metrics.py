"""The figures, as Prometheus reads them."""

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine

from bridge.model.errors import AccountRefused
from bridge.queue import jobs
from bridge.sandbox.servers import Servers
from bridge.sandbox.stack import PROJECT
from bridge.store.figures.rollups import roll_up
from tests.cli.shop import Shop
from tests.web.api.conftest import TOKEN
from tests.web.console.conftest import client_of


@pytest.fixture
def client(database_url: str, redis_url: str) -> FlaskClient:
    return client_of(database_url, redis_url, console_token=TOKEN)


@pytest.fixture
def shop(engine: Engine) -> Shop:
    return Shop(engine)


def figures(client: FlaskClient) -> dict[str, float]:
    """By name, with the label's value where there is one: `bridge_deliveries failed`."""
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_nobody_reads_them_without_the_token(client: FlaskClient) -> None:
    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers={"Authorization": "Bearer x"}).status_code == 401


def test_deliveries_are_counted_by_how_they_stand(client: FlaskClient, shop: Shop) -> None:
    shop.crm.refuses = {"Gold"}
    shop.work(shop.comes("purchase"), shop.comes("affiliate approved"))
    shop.comes("refund")
    while roll_up(shop.engine, datetime.now(UTC)):  # the shop's deliveries are old
        continue
    told = figures(client)
    assert told["bridge_deliveries failed"] == 1
    assert told["bridge_deliveries kept"] == 1
    assert told["bridge_deliveries waiting"] == 1
    assert told["bridge_deliveries applied"] == 0
    assert told["bridge_oldest_unsynced_seconds"] >= 0


def test_a_paused_destination_is_down(client: FlaskClient, shop: Shop) -> None:
    shop.work(shop.comes("purchase"))
    assert figures(client)["bridge_destination_up activecampaign"] == 1
    shop.crm.fails = AccountRefused("ActiveCampaign refused the key (403).")
    shop.work(shop.comes("purchase", order_id="2"))
    assert figures(client)["bridge_destination_up activecampaign"] == 0


def test_calls_are_counted_by_destination(client: FlaskClient, shop: Shop) -> None:
    shop.work(shop.comes("purchase"))
    told = figures(client)
    assert told["bridge_calls_total activecampaign"] == 1
    assert told["bridge_calls_over_limit_total activecampaign"] == 0


def test_workers_and_what_waits_for_them_are_told(client: FlaskClient, redis_url: str) -> None:
    jobs.Signals(jobs.redis_for(redis_url)).send_all([1, 2])
    told = figures(client)
    assert (told["bridge_workers_up"], told["bridge_redis_up"]) == (1, 1)
    assert told["bridge_queue_depth"] == 2


def test_what_is_down_is_a_figure_too(client: FlaskClient, servers: Servers) -> None:
    servers._end_postgres("stop")
    servers.kill_valkey()
    try:
        told = figures(client)
    finally:
        servers.start_valkey()
        servers.start_postgres()
    assert told == {"bridge_postgres_up": 0, "bridge_redis_up": 0, "bridge_workers_up": 0}


def test_nobody_is_named_in_them(client: FlaskClient, shop: Shop) -> None:
    shop.work(shop.comes("purchase"))
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert "example.com" not in answer.text
    assert "Bea" not in answer.text


def test_every_figure_is_in_the_docs(client: FlaskClient, shop: Shop) -> None:
    shop.work(shop.comes("purchase"))
    docs = (PROJECT / "docs" / "for-programs.md").read_text(encoding="utf-8")
    assert [each for each in figures(client) if f"`{each.split()[0]}" not in docs] == []
