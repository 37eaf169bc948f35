"""The ids of what is wrong with how a file is written."""

import ast
from pathlib import Path

from bridge.rules.file.checks.catalogue import all_checks
from bridge.rules.file.mistakes import MISTAKES

ROOT = Path(__file__).parents[3]


def test_no_mistake_has_the_id_of_a_check() -> None:
    assert not MISTAKES.keys() & all_checks().keys()


def test_what_the_reader_says_has_ids_that_can_be_explained() -> None:
    said = set()
    for file in (ROOT / "bridge/rules/file").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.keyword) and node.arg == "id":
                said |= {node.value.value} if isinstance(node.value, ast.Constant) else set()
    assert said <= MISTAKES.keys()


def test_each_is_told_in_one_sentence() -> None:
    assert [what for what in MISTAKES.values() if not what.endswith(".") or what[0].islower()] == []
