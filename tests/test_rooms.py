"""The rooms of the bridge: which imports which, what is called how, and where its tests stand.

Who imports whom is held by import-linter, whose contracts stand in .importlinter.
"""

import ast
import configparser
import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parent.parent
CONTRACTS = ROOT / ".importlinter"


def lint(contracts: Path) -> subprocess.CompletedProcess[str]:
    """In a process of its own: it sets up logging for itself."""
    program = (
        "import sys; from importlinter.cli import lint_imports; "
        "sys.exit(lint_imports(config_filename=sys.argv[1], no_cache=True))"
    )
    return subprocess.run(  # noqa: S603 # our own program
        [sys.executable, "-c", program, str(contracts)],
        cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_every_room_imports_only_what_the_plan_allows() -> None:
    ended = lint(CONTRACTS)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_every_room_has_its_place_in_the_plan() -> None:
    plan = configparser.ConfigParser()
    plan.read(CONTRACTS)
    named = set(plan["importlinter:contract:rooms"]["layers"].replace(":", " ").split())
    rooms = {each.stem for each in (ROOT / "bridge").iterdir() if not each.stem.startswith("__")}
    assert named == rooms | {"__main__"}


def test_a_plan_that_does_not_hold_is_noticed(tmp_path: Path) -> None:
    """Else a check that reads nothing would look as good."""
    upside_down = tmp_path / "contracts"
    upside_down.write_text(
        "[importlinter]\nroot_packages =\n    bridge\n"
        "[importlinter:contract:rooms]\nname = Upside down\ntype = layers\n"
        "containers = bridge\nlayers =\n    store\n    reconcile\n",
        encoding="utf-8",
    )
    assert lint(upside_down).returncode == 1


BRIDGE, TESTS = ROOT / "bridge", ROOT / "tests"
FILES = [each for each in BRIDGE.rglob("*.py") if not each.name.startswith("__")]
MOST_ENTRIES, MOST_FILES, MOST_LINES = 16, 15, 250
# Here a file is called after something outside: a command, or what each vendor has.
CALLED_AFTER = re.compile(r"cli/commands/|(destinations|sources)/\w+/|sandbox/(?!demo/)\w+/")
# Tests of the whole bridge, of its roots and of its papers, which stand in no room.
WHOLE = ("journeys", "contracts", "in_browser")


def rooms_of(names: Iterable[tuple[str, Path]]) -> dict[str, set[str]]:
    """In which folders each name stands, where it stands in more than one file."""
    places = defaultdict(list)
    for name, path in names:
        places[name].append(path.relative_to(BRIDGE).as_posix())
    return {name: set(found) for name, found in places.items() if len(found) > 1}


def test_a_folder_is_looked_over_at_a_glance() -> None:
    entries = [each for each in BRIDGE.iterdir() if each.name != "__pycache__"]
    full = {
        folder.as_posix(): len(files)
        for folder in {each.parent for each in BRIDGE.rglob("*.py")}
        if len(files := [*folder.glob("*.py")]) > MOST_FILES
    }
    assert (len(entries) <= MOST_ENTRIES, full) == (True, {})


def test_a_file_is_read_in_one_go() -> None:
    long = {
        each.name: n for each in FILES if (n := len(each.read_text().splitlines())) > MOST_LINES
    }
    assert long == {}


def test_no_file_is_called_as_one_in_another_room() -> None:
    own = [each for each in FILES if not CALLED_AFTER.match(each.relative_to(BRIDGE).as_posix())]
    assert rooms_of((each.stem, each) for each in own) == {}


def test_no_class_is_called_as_another() -> None:
    classes = (
        (node.name, each)
        for each in FILES
        for node in ast.walk(ast.parse(each.read_text()))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert rooms_of(classes) == {}


def test_every_file_has_its_test_at_the_same_path() -> None:
    lacking = [
        path.as_posix()
        for each in FILES
        if not (TESTS / (path := each.relative_to(BRIDGE)).parent / f"test_{each.name}").exists()
    ]
    assert lacking == []


def test_every_test_in_a_room_is_of_a_file_there() -> None:
    """A page or its look is a file, too."""
    tests = [each.relative_to(TESTS) for each in TESTS.rglob("test_*.py")]
    homeless = [
        each.as_posix()
        for each in tests
        if each.parts[0] not in WHOLE and len(each.parts) > 1
        and not [*(BRIDGE / each.parent).rglob(f"*{each.stem.removeprefix('test_')}.*")]
    ]  # fmt: skip
    assert homeless == []
