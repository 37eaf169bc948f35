"""Tells of the checks: of all in docs/rules/checks.md, of one by `bridge check --explain`.

`python -m bridge.rules.file.checks.page > docs/rules/checks.md` renews the page.
"""

import sys
from textwrap import fill, indent

from bridge.rules.file.checks.base import Check
from bridge.rules.file.checks.registry import all_checks, meant
from bridge.rules.file.mistakes import MISTAKES

_PAGE = """\
# What `bridge check` looks for

Each message of `bridge check` ends with an id in brackets. `bridge check --explain ID` prints what
stands here about it. Most mistakes are of how the file is written; they come [last](#mistakes). The
rest are checks of a file that reads well: is what it says meant, and does it make sense together?

A check that only warns lets the file go live. Where you mean it so, switch the warning off in
rules.yaml, for the whole file:

    checks: {overlapping-rules: off}

"""
_MISTAKES = """\
## Mistakes

These are refused, and cannot be switched off.

| id | what it is |
|---|---|
"""


def explain(id: str) -> str:  # noqa: A002 # as in Problem
    """What one id means; raises KeyError, with what to do instead, for one that is none."""
    if id in all_checks():
        return _entry(all_checks()[id])
    if id in MISTAKES:
        return f"{MISTAKES[id]}\n\nA mistake like that cannot be switched off.\n"
    raise KeyError(f"'{id}' is no id of a message. {meant(id, MISTAKES)}")


def page() -> str:
    checks = sorted(all_checks().values(), key=lambda check: check.id)
    entries = (f"## {check.id}\n\n{_entry(check)}\n" for check in checks)
    mistakes = (f"| `{name}` | {what} |\n" for name, what in MISTAKES.items())
    return f"{_PAGE}{''.join(entries)}{_MISTAKES}{''.join(mistakes)}"


def _entry(check: Check) -> str:
    how = "refused" if check.refuses else "warned of"
    off = "This cannot be switched off."
    if check.may_be_off:
        off = f"To switch it off, write `checks: {{{check.id}: off}}` in the file."
    parts = (
        fill(check.about, 100),
        f"This is {how}:",
        indent(check.failing, "    ").rstrip(),
        "This is right:",
        indent(check.passing, "    ").rstrip(),
        off,
    )
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    sys.stdout.write(page())
