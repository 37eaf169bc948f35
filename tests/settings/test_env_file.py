"""A file .env in the folder: read by commands, receiver and workers; the environment wins."""

import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bridge import settings
from bridge.cli.commands.setup.findings import Findings
from bridge.model.errors import ConfigError
from bridge.sandbox.servers import free_port
from tests.cli.conftest import Shell

ROOT = Path(__file__).parents[2]
SECRETS = """\
# the shop's
DATABASE_URL='postgresql://user:pa$$word@localhost/shop'
export REDIS_URL=redis://localhost:6379/0
ACTIVECAMPAIGN_URL="https://shop.api-us1.com"
THRIVECART_SECRET=
"""


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where the program runs; nothing is set."""
    for variable in settings.VARIABLES:
        monkeypatch.setenv(variable.name, "to be gone again")
        monkeypatch.delenv(variable.name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_what_it_names_is_taken_and_what_the_environment_names_wins(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / ".env").write_text(SECRETS, encoding="utf-8")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere:6379/0")
    settings.take_env_file()
    assert os.environ["DATABASE_URL"] == "postgresql://user:pa$$word@localhost/shop"
    assert os.environ["REDIS_URL"] == "redis://elsewhere:6379/0"
    assert os.environ["ACTIVECAMPAIGN_URL"] == "https://shop.api-us1.com"
    assert "THRIVECART_SECRET" not in os.environ


def test_what_is_set_to_nothing_in_the_environment_stays_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / ".env").write_text("NOTIFY_URL=https://members.example.com/", encoding="utf-8")
    monkeypatch.setenv("NOTIFY_URL", "")
    settings.take_env_file()
    assert os.environ["NOTIFY_URL"] == ""


@pytest.mark.parametrize("there", ["nothing", "folder", "pipe", "latin-1"])
def test_a_file_that_is_none_or_cannot_be_read_is_passed_over(folder: Path, there: str) -> None:
    file = folder / ".env"
    if there == "folder":
        file.mkdir()
    if there == "pipe":
        os.mkfifo(file)
    if there == "latin-1":
        file.write_bytes(b"RULES_FILE=b\xfccher.yaml")
    settings.take_env_file()
    assert "RULES_FILE" not in os.environ


def test_the_check_says_what_comes_from_where(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "rules.yaml").write_text(
        "crm: activecampaign\nmemberships:\n  Gold:\n    items: product-12\n", encoding="utf-8"
    )
    written = SECRETS.rstrip() + "a-secret\nACTIVECAMPAIGN_KEY=a-key\n"
    (folder / ".env").write_text(written, encoding="utf-8")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere:6379/0")
    settings.take_env_file()
    result = Shell()("check")
    assert result.stderr == ""
    assert result.stdout.splitlines()[0] == (
        "The settings are complete: REDIS_URL from the environment; DATABASE_URL, "
        "THRIVECART_SECRET, ACTIVECAMPAIGN_URL and ACTIVECAMPAIGN_KEY from .env."
    )


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    names = {variable.name for variable in settings.VARIABLES}
    bare = {name: value for name, value in os.environ.items() if name not in names}
    return subprocess.run(  # noqa: S603 # our own program
        [sys.executable, *words], cwd=folder, env=bare | {"PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


SLIPS = """\
\ufeffexport WORKERS=2

THRIVECARD_SECRET=a-secret
ACTIVECAMPAIGN_KEY: a-key
redis_url = redis://localhost
WORKERS=3
DATABASE_URL='postgresql://localhost
"""
TOLD = [
    ".env line 3: there is no setting THRIVECARD_SECRET. Did you mean THRIVECART_SECRET?",
    ".env line 4 does not count: it is no NAME=value, or a quote has no end.",
    ".env line 5: there is no setting redis_url. Did you mean REDIS_URL?",
    ".env line 7 does not count: it is no NAME=value, or a quote has no end.",
    ".env names WORKERS on lines 1 and 6: the last one counts.",
]


def test_what_of_it_does_not_count_is_told_with_its_line(folder: Path) -> None:
    (folder / ".env").write_text(SLIPS, encoding="utf-8")
    assert settings.mistakes_in_env_file() == TOLD
    assert settings.in_env_file()["WORKERS"] == "3"
    with pytest.raises(ConfigError) as caught:
        settings.read(os.environ, ["DATABASE_URL"])
    assert list(caught.value.problems[1:]) == TOLD


def test_a_file_that_is_no_utf_8_is_told(folder: Path) -> None:
    (folder / ".env").write_text("WORKERS=2", encoding="utf-16")
    assert settings.mistakes_in_env_file() == [
        ".env is not UTF-8, so nothing of it counts. Save it anew, as UTF-8."
    ]


def test_where_nothing_is_set_it_is_told_that_there_is_no_such_file(folder: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        settings.read({})
    told = f"There is no file .env in {folder} to take them from."
    assert caught.value.problems[-1] == told


@pytest.mark.parametrize(
    ("zone", "time_", "warned"),
    [
        ("Asia/Tokyo", "09:00", []),
        (
            "Europe/Berln",
            "00:00",
            ["TZ is 'Europe/Berln', and this machine knows no such time zone: times are told in "
             "UTC."],
        ),
    ],
)  # fmt: skip
def test_it_may_name_the_time_zone(
    folder: Path, monkeypatch: pytest.MonkeyPatch, zone: str, time_: str, warned: list[str]
) -> None:
    monkeypatch.setenv("TZ", "to be gone again")
    monkeypatch.delenv("TZ")
    (folder / ".env").write_text(f"TZ={zone}\n", encoding="utf-8")
    settings.take_env_file()
    findings = Findings()
    findings.look_at_settings()
    told = (datetime.fromtimestamp(0, UTC).astimezone().strftime("%H:%M"), findings.warnings)
    monkeypatch.undo()
    time.tzset()
    assert told == (time_, warned)


@pytest.mark.parametrize(
    "program",
    [
        ("-m", "bridge", "events"),
        (str(ROOT / "worker.py"),),
        ("-m", "gunicorn", "-c", str(ROOT / "gunicorn.conf.py"), "app:app"),
    ],
)
def test_every_program_reads_it(folder: Path, program: tuple[str, ...]) -> None:
    """A mistake in it is told by whoever is started there."""
    wrong = f"DATABASE_URL=mysql://localhost/shop\nPORT={free_port()}\n"
    (folder / ".env").write_text(wrong, encoding="utf-8")
    ended = run(folder, *program)
    assert ended.returncode != 0
    assert "DATABASE_URL must begin with postgresql:// or postgres://." in ended.stderr


def test_in_its_own_folder_the_code_that_stands_there_is_run(folder: Path) -> None:
    """And not another one that was installed before."""
    (folder / "worker.py").write_text("", encoding="utf-8")
    (folder / "bridge").mkdir()
    for name, code in (("__init__", ""), ("__main__", "print('the one that stands here')")):
        (folder / "bridge" / f"{name}.py").write_text(code, encoding="utf-8")
    start = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from bridge.__main__ import main"
    assert run(folder, "-c", f"{start}; main()").stdout == "the one that stands here\n"
