"""What every command promises when something fails: one clear message, and the right exit code."""

import errno
import os
import re
import shlex
import subprocess
import sys
from uuid import uuid4

import pytest

from bridge.cli.commands.deliveries import show as show_command
from bridge.model.errors import BridgeError
from bridge.sandbox.servers import Servers
from tests.cli.conftest import Shell
from tests.cli.shop import Shop

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
    assert result.stderr == ("The database has no tables of the bridge yet. Run: bridge migrate\n")
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
    monkeypatch.setattr(show_command, "open_store", _fails_as_nobody_foresaw)
    result = bridge("show", 1)
    assert result.output == (
        "Something unforeseen happened (KeyError). Run it again with BRIDGE_DEBUG=1 to see where.\n"
    )
    assert result.exit_code == 1


def test_what_a_server_says_steers_no_terminal(
    bridge: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused() -> None:
        raise BridgeError("It says: \x1b[2Jno\u202e.\nTry again.")

    monkeypatch.setattr(show_command, "open_store", refused)
    assert bridge("show", 1).output == "It says: �[2Jno�.\nTry again.\n"


def test_a_disk_that_is_full_is_named(bridge: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(show_command, "open_store", full)
    assert bridge("show", 1).output == (
        "Something unforeseen happened (OSError: No space left on device). Run it again with "
        "BRIDGE_DEBUG=1 to see where.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["retry", "abc"], "'[ID]...': 'abc' is not an ID: a whole number, such as 13."),
        (["show", "²"], "'ID|EMAIL': '²' is not an ID: a whole number, such as 13."),
        (["undo", "0"], "'[N]': '0' is not an ID: a whole number, such as 13."),
        (["events", "--limit", "x"], "'--limit': 'x' is not a whole number from 1 to 1000."),
        (["upcoming", "--limit", "0"], "'--limit': '0' is not a whole number from 1 to 1000."),
        (["unmapped", "--days", "1.5"], "'--days': '1.5' is not a whole number from 1 to 36500."),
    ],
)
def test_what_is_no_number_is_said_with_what_would_be(
    bridge: Shell, arguments: list[str], said: str
) -> None:
    result = bridge(*arguments)
    assert result.stderr.splitlines()[-1] == f"Error: Invalid value for {said}"
    assert result.exit_code == 2


def test_a_program_of_its_own_ends_quietly_when_its_reader_leaves_and_repeats_no_log(
    shop: Shop, database_url: str
) -> None:
    shop.work(shop.comes("purchase"))
    environment = os.environ | {"DATABASE_URL": database_url, "REDIS_URL": "redis://127.0.0.1:1"}

    def run(words: str) -> tuple[bytes, bytes]:
        command = f"{shlex.quote(sys.executable)} -m bridge {words}"
        done = subprocess.run(command, shell=True, capture_output=True, env=environment, check=True)  # noqa: S602 # our own words
        return done.stdout, done.stderr

    heads, error = run("events | head -n 1")
    assert (heads.split(), error) == (b"ID RECEIVED EVENT ITEMS E-MAIL STATE".split(), b"")
    assert run("retry 1") == (
        b"1 delivery will be tried again. Redis does not answer, so the workers come to it once "
        b"it does.\n",
        b"",
    )


def test_the_unforeseen_is_shown_whole_when_asked_for(
    bridge: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(show_command, "open_store", _fails_as_nobody_foresaw)
    bridge.env["BRIDGE_DEBUG"] = "1"
    result = bridge("show", 1)
    assert repr(result.exception) == "KeyError('buyer@example.com')"


def test_it_says_its_version(bridge: Shell) -> None:
    assert re.fullmatch(r"bridge, version \d+\.\d+\.\d+\n", bridge("--version").stdout)
