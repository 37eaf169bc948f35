"""What a version promises: it tells one text of the rules file from every other, and its commit."""

from hashlib import sha256
from pathlib import Path

import pytest

from bridge.rules.file import load, parse
from bridge.rules.file.version import commit_of

FILE = "crm: activecampaign\nrules:\n  - {name: Buyers, when: purchase, add: Buyer}\n"
COMMIT = "fd1a3fa0123456789abcdef0123456789abcdef0"
OTHER = "0" * 40
HASH = sha256(FILE.encode()).hexdigest()[:12]


@pytest.fixture(autouse=True)
def _nothing_deployed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HEROKU_SLUG_COMMIT", "SOURCE_VERSION"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def rules_file(tmp_path: Path) -> Path:
    path = tmp_path / "rules.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


def git(rules_file: Path, **files: str) -> None:
    """A .git folder beside the rules file; `__` in a name stands for a slash, `_` for a dash."""
    for name, text in files.items():
        path = rules_file.parent / ".git" / name.replace("__", "/").replace("_", "-")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_the_same_text_has_the_same_version_and_every_other_text_another() -> None:
    assert parse(FILE).version == parse(FILE, "other.yaml").version == HASH
    assert parse(f"{FILE}# a comment\n").version != HASH


def test_without_git_the_hash_stands_alone(rules_file: Path) -> None:
    assert load(rules_file).version == HASH


@pytest.mark.parametrize("name", ["HEROKU_SLUG_COMMIT", "SOURCE_VERSION"])
def test_the_commit_that_is_deployed_counts(
    rules_file: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    git(rules_file, HEAD=OTHER)
    monkeypatch.setenv(name, COMMIT)
    assert load(rules_file).version == f"{HASH}@fd1a3fa"


def test_what_is_no_commit_is_passed_over(rules_file: Path) -> None:
    told = {"HEROKU_SLUG_COMMIT": "v12", "SOURCE_VERSION": COMMIT}
    assert commit_of(rules_file, told) == COMMIT
    assert commit_of(rules_file, {"SOURCE_VERSION": "main"}) == ""


def test_a_branch_that_is_checked_out_beside_the_file_is_followed(rules_file: Path) -> None:
    git(rules_file, HEAD="ref: refs/heads/main\n", refs__heads__main=f"{COMMIT}\n")
    assert load(rules_file).version == f"{HASH}@fd1a3fa"


def test_a_branch_that_git_has_packed_is_found(rules_file: Path) -> None:
    packed = f"# pack-refs with: peeled\n{OTHER} refs/heads/other\n{COMMIT} refs/heads/main\n"
    git(rules_file, HEAD="ref: refs/heads/main\n", packed_refs=packed)
    assert commit_of(rules_file, {}) == COMMIT


def test_a_commit_that_is_checked_out_by_itself_is_found(rules_file: Path) -> None:
    git(rules_file, HEAD=f"{COMMIT}\n")
    assert commit_of(rules_file, {}) == COMMIT


def test_a_repository_without_a_commit_yet_has_none(rules_file: Path) -> None:
    git(rules_file, HEAD="ref: refs/heads/main\n")
    assert commit_of(rules_file, {}) == ""
