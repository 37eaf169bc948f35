"""What stands behind a '#' is a comment to YAML, and was perhaps meant as part of a text."""

import re
from collections.abc import Sequence

from yaml.nodes import ScalarNode

from bridge.rules.file.report import show

LINE_ENDS = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
# A text that is not in quotes, and a comment that begins without a blank.
_CUT = re.compile(r"""([^"'#]*?\S)\s+#(?=\S)(.*)""")
_BRACKETS = (("[", "]"), ("{", "}"))


def cut_off(node: ScalarNode, rows: Sequence[str]) -> str:
    """What stands behind the bare text in its line, where it begins with a '#' and no blank: with
    the '#'; "" where there is nothing of the kind."""
    at = node.end_mark
    behind = rows[at.line][at.column :] if not node.style and at.line < len(rows) else ""
    found = re.fullmatch(r"\s+(#[^\s#].*)", behind.rstrip())
    return re.split(r"\s+#\s", found[1])[0] if found else ""


def unreadable(rows: Sequence[str]) -> tuple[int, str]:
    """The line (from 1) where a '#' hides a bracket's end or a key's colon, and the sentence about
    it; (0, "") where none does."""
    for number, row in enumerate(rows, 1):
        if (cut := _CUT.fullmatch(row)) and (whole := _whole(cut[1], cut[2])):
            return (
                number,
                f"what stands behind the '#' in this line is a comment, because a blank is before "
                f'it. If it belongs to the text, put the text in quotes: "{show(whole)}".',
            )
    return 0, ""


def _whole(before: str, behind: str) -> str:
    """The text that the '#' parts, where the line makes no sense without what stands behind."""
    text = re.split(r"[\[{,]\s*|:\s+|-\s+", before)[-1].strip()
    for opening, closing in _BRACKETS:
        lost = closing in behind or (text and "," in behind)
        if before.count(opening) > before.count(closing) and lost:
            return f"{text} #{re.split(rf'[,{re.escape(closing)}]', behind)[0].strip()}"
    key = re.match(r"(.*?):(\s|$)", behind)
    return f"{text} #{key[1]}" if key and not re.search(r":(\s|$)", before) else ""
