"""What the pages say is so: commands, files, settings, messages and keys are looked up."""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from bridge.__main__ import cli
from bridge.destinations import registry
from bridge.model.errors import ConfigError
from bridge.rules.file import parse
from bridge.rules.file.examples import run as examples
from bridge.rules.file.grammar.forms import Key, Table
from bridge.rules.file.grammar.keys import FILE
from bridge.rules.file.grammar.words import KINDS
from bridge.settings import VARIABLES
from bridge.store.delivery import State

ROOT = Path(__file__).parent.parent
ROOT_PAGES = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md"]
PAGES = [*(ROOT / page for page in ROOT_PAGES), *sorted((ROOT / "docs").rglob("*.md"))]
TEXTS = {page: page.read_text() for page in PAGES}
README = TEXTS[ROOT / "README.md"]
MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def section(text: str, title: str) -> str:
    """What stands below a second-level heading."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"there is no section {title!r}"
    return found[1]


def first_cells(text: str) -> list[str]:
    """The first column of the tables in it, without their heads."""
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    return [row.split(" | ")[0].removeprefix("| ") for row in rows]


def test_the_readme_names_every_command() -> None:
    named = re.findall(r"`bridge ([a-z]+)( [a-z]+)?", section(README, "Commands"))
    assert sorted(_command(*each)[0] for each in named) == sorted(cli.commands)


def _command(name: str, rest: str) -> tuple[str, str]:
    """The command that is meant, of one word or two, and what stands behind it."""
    word, _, more = rest.strip().partition(" ")
    two = f"{name} {word}"
    return (two, more) if two in cli.commands else (name, rest)


@each_page
def test_every_command_and_option_that_is_mentioned_exists(page: Path) -> None:
    unknown = []
    for name, rest in re.findall(
        r"(?<![\w.:/-])(?<!the )bridge ([a-z]+)\b([^`\n|&]*)", _code(TEXTS[page])
    ):
        name, rest = _command(name, rest)
        command = cli.command_called(name) if name in cli.commands else None
        known = {option for p in command.params for option in p.opts} if command else set()
        unknown += [f"{name} {option}" for option in re.findall(r"--[a-z-]+", rest)
                    if option not in {*known, "--app"}]  # fmt: skip
        unknown += [] if command else [name]
    assert unknown == []


def _code(text: str) -> str:
    """Only what stands between backticks, one piece a line."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    without = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    return "\n".join([*blocks, *re.findall(r"`([^`\n]+)`", without)])


@each_page
def test_every_make_target_that_is_mentioned_exists(page: Path) -> None:
    assert set(re.findall(r"^make ([a-z]+)", _code(TEXTS[page]), re.MULTILINE)) <= TARGETS


def test_the_readme_names_every_make_target() -> None:
    assert set(re.findall(r"^make ([a-z]+)", _code(README), re.MULTILINE)) == TARGETS - {"help"}


def test_make_tells_of_every_target_it_has() -> None:
    assert set(re.findall(r"^([a-z]+):.*## [A-Z]", MAKEFILE, re.MULTILINE)) == TARGETS
    phony = re.search(r"^\.PHONY: (.*)", MAKEFILE, re.MULTILINE)
    assert phony
    assert set(phony[1].split()) == TARGETS


# Files that the reader is to make.
TO_BE_MADE = {
    "./.env",
    "new.yaml",
    "theirs.yaml",
    "bridge/sandbox/yourcrm/",
    "bridge/destinations/yourcrm/",
    "docs/destinations/yourcrm.md",
}


@each_page
def test_every_file_that_is_mentioned_exists(page: Path) -> None:
    words = re.findall(r"(?<![\w/.:@-])(?:\./)?\.?\w[\w./-]*", _code(TEXTS[page]))
    files = {w.rstrip(".") for w in words if re.search(r"[a-z]/$|\.(py|yaml|md|txt|json)$", w)}
    assert [file for file in sorted(files - TO_BE_MADE) if not (ROOT / file).exists()] == []


@each_page
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", TEXTS[page]):
        if link.startswith("https://"):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path) if path else page
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            broken.append(link)
    assert broken == []


def _anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.*)", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def test_every_setting_is_in_the_readmes_table_with_its_default() -> None:
    """Save those of other destinations, which stand on their own pages."""
    row = r"^\| `([A-Z_]+)` \| .* \| (.*) \|$"
    rows = dict(re.findall(row, section(README, "Settings"), re.MULTILINE))
    told = {v.name: "must be set" if v.default is None else v.default or "none" for v in VARIABLES}
    assert rows == {name: told.get(name) for name in rows}
    assert told.keys() - rows.keys() == {
        each.name
        for name, vendor in registry.vendors().items()
        if name != registry.configured({})
        for each in vendor.settings
    }


def test_the_settings_that_are_mentioned_are_settings() -> None:
    others = {
        "BRIDGE_DEBUG",
        "BRIDGE_OPERATOR",
        "YOUR",
        "APP",
        "PAYF",
        "SUSP",
        "CANC",
        "POST",
        "GET",
        "DELETE",
    }
    for page, text in TEXTS.items():
        named = set(re.findall(r"\b[A-Z]+_[A-Z_]+\b", _code(text)))
        settings = {v.name for v in VARIABLES}
        own = {name for name in named if any(name.endswith(f"_{each}") for each in settings)}
        assert named - others - settings - own == set(), page.name


TELLING = 10  # letters; fewer could stand in any sentence


@cache
def _texts() -> tuple[tuple[str, ...], ...]:
    """Every text in the code: its fixed parts, between which values come in."""
    texts = set()
    for file in [ROOT / "app.py", ROOT / "worker.py", *(ROOT / "bridge").rglob("*.py")]:
        texts |= {_parts(node) for node in ast.walk(ast.parse(file.read_text()))}
    return tuple(parts for parts in texts if len("".join(parts)) >= TELLING)


def _parts(node: ast.AST) -> tuple[str, ...]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return (node.value,)
    parts = [""]
    for part in node.values if isinstance(node, ast.JoinedStr) else ():
        if isinstance(part, ast.Constant):
            parts[-1] += str(part.value)
        else:
            parts.append("")
    return tuple(parts)


def _fixed(message: str, parts: tuple[str, ...]) -> int:
    """How many letters of the message are the text's own; -1 when it does not begin like it."""
    first, *rest = parts
    if first.startswith(message):
        return len(message)
    if not message.startswith(first) or not rest:
        return -1
    left = message[len(first) :]
    after = rest[0][: len(left)]
    gaps = [n for n in range(1, len(left) + 1) if left.startswith(after[: len(left) - n], n)]
    best = max((_fixed(left[n:], tuple(rest)) for n in gaps), default=-1)
    return -1 if best < 0 else len(first) + best


def _messages() -> Iterator[str]:
    for cell in first_cells(section(README, "When something goes wrong"))[1:]:
        message = re.match("`([^`]+)`", cell)
        assert message, cell
        yield message[1]


@pytest.mark.parametrize("message", list(_messages()))
def test_every_message_of_the_readme_is_one_that_the_code_says(message: str) -> None:
    if message.startswith("rules.yaml line 12"):
        assert message in _about_a_wrong_key_on_line_12()
    else:
        assert max(_fixed(message, parts) for parts in _texts()) >= TELLING


def _about_a_wrong_key_on_line_12() -> tuple[str, ...]:
    rule = "  - name: VIP upsell\n    when: purchase\n    items: upsell-3\n    remove_tag: Basic\n"
    with pytest.raises(ConfigError) as caught:
        parse("crm: activecampaign\nrules:\n" + "\n" * 6 + rule)
    return caught.value.problems


def _yaml_blocks(text: str) -> list[str]:
    return re.findall(r"^```yaml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


WHOLE_FILES: Mapping[str, str] = {
    "README": "\n".join(_yaml_blocks(section(README, "rules.yaml in five minutes"))),
    **{
        f"docs/rules.md {number}": block
        for number, block in enumerate(_yaml_blocks(TEXTS[ROOT / "docs/rules.md"]), 1)
    },
}


@pytest.mark.parametrize("name", WHOLE_FILES)
def test_the_rules_that_are_shown_are_right_and_their_examples_come_out(name: str) -> None:
    rules = parse(WHOLE_FILES[name])
    assert rules.warnings == ()
    assert rules.examples
    assert examples.run(rules) == ()


def _every_key(table: Table = FILE) -> Iterator[Key]:
    for key in table.keys:
        yield key
        if isinstance(key.takes, Table):
            yield from _every_key(key.takes)


def test_the_reference_tells_of_every_key_in_its_own_words_and_of_no_other() -> None:
    expected = {
        f"| `{key.name}`{' (must be there)' if key.required else ''} | {key.about} |"
        for key in _every_key()
    }
    page = TEXTS[ROOT / "docs/rules.md"]
    titles = ("The file", "Memberships", "Rules", "Conditions", "Examples")
    told = "".join(section(page, title) for title in titles)
    rows = {line for line in told.splitlines() if line[:3] == "| `" and line.count("|") == 3}
    assert rows == expected


def test_the_reference_tells_of_every_event() -> None:
    told = section(TEXTS[ROOT / "docs/rules.md"], "Items, events, pricing options")
    assert re.findall(r"^\| `([a-z ]+)` \|", told, re.MULTILINE) == [*KINDS]


def test_the_states_of_a_delivery_are_told() -> None:
    told = section(TEXTS[ROOT / "docs/how-it-works.md"], "States of a delivery")
    assert set(first_cells(told)[1:]) == {str(state) for state in State}


def test_the_figures_that_the_readme_quotes_are_those_of_the_whole_table() -> None:
    quoted = README.partition("<!-- bench -->")[2].partition("<!-- /bench -->")[0]
    rows = [line for line in quoted.splitlines() if line.startswith("| ")]
    assert len(rows) > 10
    assert [row for row in rows if row not in TEXTS[ROOT / "docs" / "numbers.md"]] == []
