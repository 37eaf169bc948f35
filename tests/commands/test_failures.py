"""What every command promises when something fails: one clear message, and the right exit code."""

import re
from uuid import uuid4

import pytest

from bridge.__main__ import cli
from bridge.commands import show
from bridge.sandbox.servers import Servers
from tests.commands.conftest import Shell

NEED_POSTGRES = (["events"], ["show", "1"], ["retry", "1"], ["migrate"], ["unmapped"])


@pytest.mark.parametrize("arguments", NEED_POSTGRES)
def test_postgres_away_is_said_without_the_password(bridge: Shell, arguments: list[str]) -> None:
    bridge.env["DATABASE_URL"] = "postgres://shop:pass-word@127.0.0.1:1/bridge"
    bridge.env["REDIS_URL"] = "redis://127.0.0.1:1"
    result = bridge(*arguments)
    assert result.stderr == (
        'Postgres does not answer: connection failed: connection to server at "127.0.0.1", port 1 '
        "failed: Connection refused. Is it running, and is DATABASE_URL right?\n"
    )
    assert (result.stdout, result.exit_code) == ("", 1)


@pytest.mark.parametrize("arguments", [["events"], ["show", "1"], ["unmapped"]])
def test_an_empty_database_is_to_be_migrated(
    bridge: Shell, servers: Servers, arguments: list[str]
) -> None:
    bridge.env["DATABASE_URL"] = servers.database_url(f"test_{uuid4().hex}")
    result = bridge(*arguments)
    assert result.stderr == ("The database lacks tables of this release. Run: bridge migrate\n")
    assert result.exit_code == 1


def test_an_address_that_cannot_be_is_said_without_quoting_it(bridge: Shell) -> None:
    bridge.env["DATABASE_URL"] = "postgres://shop:pass:word@host:port/bridge"
    result = bridge("events")
    assert result.stderr == (
        "DATABASE_URL is not an address. It looks like postgresql://user:password@host/name; "
        "Heroku sets it with its add-on.\n"
    )
    assert result.exit_code == 1


def _fails_as_nobody_foresaw() -> None:
    raise KeyError("buyer@example.com")


def test_the_unforeseen_is_one_sentence(bridge: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(show, "open_store", _fails_as_nobody_foresaw)
    result = bridge("show", 1)
    assert result.output == (
        "Something unforeseen happened (KeyError). Run it again with BRIDGE_DEBUG=1 to see where.\n"
    )
    assert result.exit_code == 1


def test_the_unforeseen_is_shown_whole_when_asked_for(
    bridge: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(show, "open_store", _fails_as_nobody_foresaw)
    bridge.env["BRIDGE_DEBUG"] = "1"
    result = bridge("show", 1)
    assert repr(result.exception) == "KeyError('buyer@example.com')"


def test_an_unknown_command_is_wrong_use(bridge: Shell) -> None:
    result = bridge("chek")
    assert result.stderr.splitlines()[0] == "Usage: bridge [OPTIONS] COMMAND [ARGS]..."
    assert result.exit_code == 2


def test_every_command_explains_itself(bridge: Shell) -> None:
    assert sorted(cli.commands) == [
        "check", "events", "explain", "migrate", "retry", "rules", "send", "show", "unmapped",
    ]  # fmt: skip
    for name in cli.commands:
        result = bridge(name, "--help")
        assert result.stdout.startswith(f"Usage: bridge {name} ")
        assert result.exit_code == 0


def test_it_says_its_version(bridge: Shell) -> None:
    assert re.fullmatch(r"bridge, version \d+\.\d+\.\d+\n", bridge("--version").stdout)
