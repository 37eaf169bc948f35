"""What is promised of settings and files: only what a command needs is asked, and no pipe is."""

import os
from pathlib import Path

import pytest

from bridge.cli.environment import operator, read_file, rules_of, rules_path, settings_of
from bridge.model.errors import BridgeError, ConfigError


def test_a_command_fails_for_no_setting_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKERS", "many")
    monkeypatch.setenv("PORT", "8001")
    assert settings_of(also=("PORT",)).port == 8001
    with pytest.raises(ConfigError, match=r"^THRIVECART_SECRET is missing: "):
        settings_of("THRIVECART_SECRET")


def test_the_rules_file_is_the_named_one_or_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    assert rules_path() == Path("rules.yaml")
    monkeypatch.setenv("RULES_FILE", "shop.yaml")
    assert rules_path() == Path("shop.yaml")


def test_a_file_is_read_as_far_as_asked(tmp_path: Path) -> None:
    (tmp_path / "sale.json").write_bytes(b"0123456789")
    assert read_file("sale.json", 4) == b"0123"


@pytest.mark.parametrize(
    ("path", "kind"), [("pipe", "a pipe"), ("/dev/zero", "a device"), (".", "a folder")]
)
def test_what_is_no_file_is_refused_before_it_is_opened(
    tmp_path: Path, path: str, kind: str
) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(BridgeError, match=rf"^{path}: this is {kind}, not a file\. Name a file, "):
        read_file(path, 10)
    with pytest.raises(ConfigError, match=rf"this is {kind}, not a file\. Is its path right\?$"):
        rules_of(Path(path))


def test_who_runs_a_command_is_whom_the_environment_names_or_the_system(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BRIDGE_OPERATOR", "Dev")
    assert operator() == "Dev"
    monkeypatch.delenv("BRIDGE_OPERATOR")
    monkeypatch.setattr("getpass.getuser", lambda: "somebody")
    assert operator() == "somebody"

    def nobody() -> str:
        raise KeyError(4711)

    monkeypatch.setattr("getpass.getuser", nobody)
    assert operator() == ""
