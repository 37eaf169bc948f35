"""The commands as a shell runs them: arguments and environment in, texts and an exit code out."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from bridge.__main__ import cli
from bridge.settings import VARIABLES
from tests.cli.shop import Shop

WriteRules = Callable[[str], Path]


class Shell:
    """Runs `bridge …`; `env` holds what the operator has exported."""

    def __init__(self) -> None:
        self.env: dict[str, str] = {}

    def __call__(self, *arguments: object, typed: str | bytes | None = None) -> Result:
        words = [str(argument) for argument in arguments]
        return CliRunner().invoke(cli, words, input=typed, env=self.env, prog_name="bridge")


@pytest.fixture(autouse=True)
def _bare_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """An empty folder, no settings, a pipe for a terminal, and a zone that is not Postgres'."""
    for variable in VARIABLES:
        monkeypatch.delenv(variable.name, raising=False)
    monkeypatch.delenv("BRIDGE_DEBUG", raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("TZ", "XST-02:00")
    monkeypatch.chdir(tmp_path)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def bridge() -> Shell:
    return Shell()


@pytest.fixture
def shop(bridge: Shell, engine: Engine, database_url: str) -> Shop:
    """A store with deliveries in it; the shell's DATABASE_URL is its own."""
    bridge.env["DATABASE_URL"] = database_url
    return Shop(engine)


@pytest.fixture
def rules_file(tmp_path: Path) -> WriteRules:
    """Writes a text as rules.yaml and gives its path."""

    def write(text: str) -> Path:
        path = tmp_path / "rules.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write
