"""From a file to its rules, or to why it cannot be read."""

import os
from pathlib import Path

import pytest

from bridge.model.errors import ConfigError
from bridge.rules.file import load

RULES = "crm: activecampaign\nrules:\n  - {name: Käufer, when: purchase, add: X}\n"


def refused(path: Path) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        load(path)
    return caught.value.problems


def test_a_file_is_read_as_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_bytes(RULES.encode())
    assert [rule.name for rule in load(path).rules] == ["Käufer"]
    path.write_bytes(RULES.encode("latin-1"))
    assert refused(path) == (
        f"{path} line 3: the file is not saved as UTF-8. Save it as UTF-8 in your editor.",
    )


def test_what_is_no_file_is_told_so_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refused(tmp_path / "pipe") == (f"{tmp_path / 'pipe'}: this is a pipe, not a file.",)
    assert refused(tmp_path) == (f"{tmp_path}: the file cannot be read (Is a directory).",)
    assert refused(tmp_path / "none") == (
        f"{tmp_path / 'none'}: there is no such file. Is RULES_FILE right?",
    )
