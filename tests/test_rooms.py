"""Which room imports which: held by import-linter, whose contracts stand in .importlinter."""

import configparser
import os
import subprocess
import sys
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
