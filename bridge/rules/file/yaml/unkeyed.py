"""Texts that were meant as keys or entries, and miss their colon or the blank after a sign."""

import re

from yaml.nodes import MappingNode, Node, ScalarNode

from bridge.rules.file.grammar.forms import Table
from bridge.rules.file.report import show
from bridge.rules.file.yaml.indentation import dashed, without_dash_s_blank
from bridge.rules.file.yaml.scalars import line_of


def unkeyed(node: Node, table: Table, line: int) -> tuple[int, str]:
    """The line and the sentence about what stands where the table's keys are due."""
    text = node.value if isinstance(node, ScalarNode) and not node.style else ""
    names = "|".join(re.escape(key.name) for key in table.keys)
    if found := re.fullmatch(rf"({names})(:| ?=| )(?!:)\s*(.+)", text):
        alone = node.start_mark.line == node.end_mark.line
        missing = "blank after the colon" if found[2] == ":" else f"colon after '{found[1]}'"
        meant = f"{found[1]}: {found[3] if alone else '…'}"
        return line_of(node), f"the {missing} is missing. Write '{show(meant)}'."
    a = "an" if table.what[0] in "aeiou" else "a"
    keys = ", ".join(f"'{key.name}:'" for key in table.keys[:3])
    return line, f"{a} {table.what} is written as keys with values, such as {keys}."


def dash_of(node: Node) -> tuple[int, str]:
    """The same about keys that begin with a '-' without its blank; (0, "") for others."""
    for key, value in node.value if isinstance(node, MappingNode) else ():
        if isinstance(key, ScalarNode) and (name := dashed(key.value)):
            told = f"{name}: {value.value if isinstance(value, ScalarNode) else '…'}"
            return line_of(key), without_dash_s_blank(told)
    return 0, ""


def dash_in(node: Node, line: int) -> str:
    """The sentence about words below the key on this line, with '-' without its blank before them;
    "" where there is none."""
    if not isinstance(node, ScalarNode) or node.style or line_of(node) == line:
        return ""
    first, *others = re.split(r" (?=-\w)", node.value)
    if not (name := dashed(first)):
        return ""
    return without_dash_s_blank(name, each=bool(others))
