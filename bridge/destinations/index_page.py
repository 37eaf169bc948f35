"""`python -m bridge.destinations.index_page > docs/destinations/README.md`: one table of what each
destination can do, made of what the pages of all of them say in short."""

import re
from pathlib import Path

from bridge.destinations import registry

PAGES = Path(__file__).parents[2] / "docs" / "destinations"
ROWS = (
    "it has",
    "purchase by somebody new, one tag",
    "three tags",
    "one tag added, one removed",
    "an event that only removes",
    "its limit",
    "an address that changed",
    "not verified",
)
_HEAD = """# Where access is told

One page for each destination: what it can do, how it is set up, what it is asked, and what could
not be verified. Several can be told at once: [rules.md](../rules.md#several-destinations).

"""
_ROW = re.compile(r"^\| (.+?) \| (.+) \|$", re.MULTILINE)


def in_short(name: str) -> dict[str, str]:
    """What the page of that destination says in short, by `ROWS`."""
    text = (PAGES / f"{name}.md").read_text(encoding="utf-8")
    section = text.partition("## In short")[2].partition("\n## ")[0]
    return {what: told for what, told in _ROW.findall(section) if what in ROWS}


def page() -> str:
    names = [name for name in registry.vendors() if (PAGES / f"{name}.md").exists()]
    heads = [f"[{registry.called(name)}]({name}.md)" for name in names]
    told = [in_short(name) for name in names]
    lines = [f"| | {' | '.join(heads)} |", f"|---|{'---|' * len(names)}"]
    lines += [f"| {row} | {' | '.join(each.get(row, '') for each in told)} |" for row in ROWS]
    return _HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(page(), end="")  # noqa: T201 # it is what the module is for
