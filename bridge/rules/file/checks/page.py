"""Tells of the checks: of all in docs/rules/checks.md, of one by `bridge check --explain`.

`python -m bridge.rules.file.checks.page > docs/rules/checks.md` renews the page.
"""

import sys
from textwrap import fill, indent

from bridge.rules.file.checks.catalogue import all_checks, meant
from bridge.rules.file.checks.checked_file import Check
from bridge.rules.file.mistakes import MISTAKES

_HEAD = """\
# What `bridge check` looks for

Each message of `bridge check` ends with an id in brackets. `bridge check --explain ID` prints what
stands here about it: first the checks of a file that reads well (is it meant so, and does it make
sense together?), then the [mistakes of writing](#mistakes-of-writing). Where you mean what is
warned of, switch the check off in rules.yaml: `checks: {overlapping-rules: off}`.
"""
_MISTAKES = """
## Mistakes of writing

These are refused, and cannot be switched off.

"""


def explain(id: str) -> str:  # noqa: A002 # as in Problem
    """What one id means, be it copied with its brackets; raises KeyError, with what to do instead,
    for one that is none."""
    id = id.strip("[] ")  # noqa: A001 # as above
    if id in MISTAKES:
        return f"{MISTAKES[id]} This is refused, and cannot be switched off.\n"
    if id not in all_checks():
        raise KeyError(f"'{id}' is no id of a message. {meant(id, MISTAKES)}")
    return _entry(all_checks()[id])


def page() -> str:
    entries = (f"\n## {each}\n\n{explain(each)}" for each in sorted(all_checks()))
    mistakes = (f"- `{each}`: {what}\n" for each, what in MISTAKES.items())
    return "".join((_HEAD, *entries, _MISTAKES, *mistakes))


def _entry(check: Check) -> str:
    off = f"To switch it off, write `checks: {{{check.id}: off}}` in the file."
    parts = (
        fill(check.about, 100),
        f"This is {'refused' if check.refuses else 'warned of'}:",
        indent(check.failing, "    ").rstrip(),
        "This is right:",
        indent(check.passing, "    ").rstrip(),
        off if check.may_be_off else "It cannot be switched off.",
    )
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    sys.stdout.write(page())
