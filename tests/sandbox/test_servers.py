"""Postgres and Valkey from packages."""

import psycopg
import redis

from bridge.sandbox.servers import Servers, free_port


def test_a_database_is_made_once_and_found_again(servers: Servers) -> None:
    url = servers.database_url("found_again")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (number int)")
    assert servers.database_url("found_again") == url
    with psycopg.connect(servers.database_url("as_that", like="found_again")) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_an_emptied_redis_holds_nothing_and_others_keep_theirs(servers: Servers) -> None:
    for number in (8, 9):
        with redis.Redis.from_url(servers.redis_url(number)) as connection:
            connection.set("key", "value")
    with redis.Redis.from_url(servers.empty_redis_url(8)) as connection:
        assert connection.dbsize() == 0
    with redis.Redis.from_url(servers.redis_url(9)) as connection:
        assert connection.dbsize() == 1


def test_a_free_port_is_none_that_outgoing_connections_take() -> None:
    assert all(20000 <= free_port() < 32000 for _ in range(20))
