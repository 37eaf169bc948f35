"""A small Redis, and senders that speak HTTP badly."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import redis

from bridge.sandbox.servers import Servers
from tests.journeys.situations.buyer import Buyer
from tests.journeys.situations.shop import YEARLY
from tests.journeys.situations.stage import Stage, stage

SMALLEST_PLAN = 20  # connections, of receiver and all workers together
HEAD = (
    b"POST /webhooks/thrivecart HTTP/1.1\r\nHost: shop.example.com\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n"
    b"Connection: close\r\n\r\n"
)


@pytest.fixture
def small_redis(own_servers: Servers) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(own_servers.redis_url()) as connection:
        connection.config_set("maxclients", SMALLEST_PLAN + 1)  # and this one
        yield connection


def test_four_workers_are_content_with_the_smallest_redis(
    own_servers: Servers, small_redis: redis.Redis, servers: Servers, migrated: str, tmp_path: Path
) -> None:
    database_url = servers.database_url(f"small_{uuid4().hex}", like=migrated)
    buyers = [Buyer() for _ in range(60)]
    redis_url = own_servers.redis_url()
    with stage(database_url, redis_url, tmp_path, WORKERS="4") as shop:
        shop.tell(*(each.orders(YEARLY).bought() for each in buyers), senders=10)
        shop.comes_to({each: {"Choir"} for each in buyers}, seconds=60)
        assert small_redis.info("stats")["rejected_connections"] == 0
    log = shop.log.read_text()
    assert [word for word in ("ConnectionError", "max number of", "Traceback") if word in log] == []


@pytest.mark.parametrize(
    ("chunks", "answers"),
    [
        pytest.param([b"a\r\nevent=sale\r\n0\r\n\r\n"], {401}, id="well formed, without a secret"),
        pytest.param([b"x1\r\nevent\r\n0\r\n\r\n"], {400}, id="a size that is no number"),
        pytest.param([b"-4\r\nevent\r\n0\r\n\r\n"], {400}, id="a size below nothing"),
        pytest.param([b"4\r\nevent\r\n0\r\n\r\n"], {400}, id="more than the size says"),
        pytest.param([b"%x\r\n" % 10**40], {400, 413}, id="a size beyond all limits"),
        pytest.param(
            [b"5;", *[b"e" * 10_000] * 12, b"\r\nevent\r\n0\r\n\r\n"],
            {400, 413, 431},
            id="an extension without end",
        ),
    ],
)
def test_broken_chunks_are_the_senders_mistake(
    shop: Stage, chunks: list[bytes], answers: set[int]
) -> None:
    before = len(shop.log.read_text())
    assert shop.status_of_bytes([HEAD, *chunks]) in answers
    assert "Traceback" not in shop.log.read_text()[before:]
