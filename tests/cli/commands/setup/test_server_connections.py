"""What `bridge check --online` promises of Postgres and Redis: how many connections are left."""

from uuid import uuid4

import pytest

from bridge.cli.commands.setup import server_connections
from bridge.cli.commands.setup.findings import Findings
from bridge.cli.commands.setup.server_connections import look_at_servers
from bridge.sandbox.servers import Servers
from bridge.store.engine import Used
from tests.cli.conftest import Shell


def look() -> Findings:
    findings = Findings()
    look_at_servers(findings)
    return findings


def test_both_are_told(monkeypatch: pytest.MonkeyPatch, database_url: str, redis_url: str) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("REDIS_URL", redis_url)
    found = look()
    postgres, redis = (line.split(" of ") for line in found.good)
    assert (found.problems, found.warnings) == ([], [])
    assert postgres[0].startswith("Postgres: ")
    assert redis[0].startswith("Redis: ")
    assert int(postgres[0].split()[1]) >= 1
    assert postgres[1].endswith(" connections used.")


def test_nobody_is_asked_who_is_not_named() -> None:
    assert look() == Findings()


@pytest.mark.parametrize(
    ("used", "good", "warnings"),
    [
        (Used(17, 20), ["Postgres: 17 of 20 connections used."], []),
        (Used(14, None), ["Postgres: 14 connections used; of how many it does not tell."], []),
        (
            Used(18, 20),
            [],
            ["Postgres: 18 of 20 connections used, 2 more left. Fewer WORKERS or a larger plan "
             "leave room for commands and restarts."],
        ),
        (
            Used(21, 20),
            [],
            ["Postgres: 21 of 20 connections used, no more left. Fewer WORKERS or a larger plan "
             "leave room for commands and restarts."],
        ),
    ],
)  # fmt: skip
def test_when_few_are_left_it_warns(
    monkeypatch: pytest.MonkeyPatch, used: Used, good: list[str], warnings: list[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://shop@db.example.com/bridge")
    monkeypatch.setattr(server_connections, "_postgres", lambda: used)
    found = look()
    assert (found.good, found.warnings) == (good, warnings)


def test_who_does_not_answer_or_has_no_tables_is_a_problem(bridge: Shell, servers: Servers) -> None:
    bridge.env["DATABASE_URL"] = servers.database_url(f"test_{uuid4().hex}")
    bridge.env["REDIS_URL"] = "redis://127.0.0.1:1"
    said = bridge("check", "--online").stderr.splitlines()
    assert said[-2:] == [
        "The database has no tables of the bridge yet. Run: bridge migrate",
        "Redis does not answer (ConnectionError). Is it running, and is REDIS_URL right?",
    ]
