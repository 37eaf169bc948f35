"""Letters that mean something else to YAML than to whoever typed them: blanks that are none, signs
that nobody sees, and the '#' of a comment."""

import re
from collections.abc import Sequence

from yaml.nodes import ScalarNode
from yaml.reader import Reader

from bridge.rules.file.problem import Wrong
from bridge.rules.file.report import show

LINE_ENDS = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
# Blanks to the eye and none to YAML: word processors and web pages make them.
_STRANGE = "\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff"
_BULLETS = "•‣◦▪●·–—"
# Before a line's first letter, or behind a list's dash; behind a key's colon; a list's sign.
_ODD_LETTERS = (
    (re.compile(rf" *(?:- *)?([{_STRANGE}])"), "the blank at the line's beginning"),
    (
        re.compile(rf" *(?:- +)?[^\s:#\"'\[{{][^:#\"'\[{{]*: *([{_STRANGE}])"),
        "the blank behind the colon",
    ),
)
_BULLET = re.compile(rf"\s*([{_BULLETS}]|[0-9]+[.)](?=\s+(?:name|when|given|if):))\s+\S")
_CONFLICT = re.compile(r"(<{7}|={7}|>{7})(\s|$)")
_FENCE = re.compile(r"\s*(```|~~~)")
# A text that is not in quotes, and a comment that begins without a blank.
_CUT = re.compile(r"""([^"'#]*?\S)\s+#(?=\S)(.*)""")
_BRACKETS = (("[", "]"), ("{", "}"))


def odd_letters(text: str) -> list[tuple[int, str]]:
    """Each line (from 1) with a letter that cannot stand there, and what is said of it."""
    found: list[tuple[int, str]] = []
    for number, row in enumerate(LINE_ENDS.split(text.removeprefix("\ufeff")), 1):
        if match := Reader.NON_PRINTABLE.search(row):
            what = f"the invisible letter U+{ord(match[0]):04X} cannot stand here."
            found.append((number, Wrong("yaml-syntax", what, "Type the line anew.")))
        elif wrong := _odd(row):
            found.append((number, wrong))
    return found


def _odd(row: str) -> str:
    for pattern, which in () if row.isascii() else _ODD_LETTERS:
        if match := pattern.match(row):
            code = f"U+{ord(match[1]):04X}"
            what = f"{which} is not the one of the keyboard (it is {code})."
            return Wrong("yaml-syntax", what, "Type it anew.")
    if match := _BULLET.match(row):
        what = f"the line begins with '{match[1]}'."
        return Wrong("yaml-syntax", what, "Begin an entry of a list with '- ', as typed.")
    if match := _CONFLICT.match(row):
        what = f"'{match[1]}' marks where git could not join two versions (a conflict)."
        return Wrong("yaml-syntax", what, "Keep one of them, and take out the lines of such signs.")
    if match := _FENCE.match(row):
        what = f"'{match[1]}' marks where text was copied from, and is no part of it."
        return Wrong("yaml-syntax", what, "Take the line out.")
    return ""


def sort_of_text(text: str) -> str:
    """`a text`, or what it is more likely to have been."""
    if text.lstrip().startswith("<"):
        return "a web page"
    rows = [row for row in LINE_ENDS.split(text) if row.strip()]
    for sign in ",;":
        if rows[1:] and rows[0].count(sign) and len({row.count(sign) for row in rows}) == 1:
            return "a table (CSV)"
    return "a text"


def cut_off(node: ScalarNode, rows: Sequence[str]) -> str:
    """What stands behind the bare text in its line, where it begins with a '#' and no blank: with
    the '#'; "" where there is nothing of the kind."""
    at = node.end_mark
    behind = rows[at.line][at.column :] if not node.style and at.line < len(rows) else ""
    found = re.fullmatch(r"\s+(#[^\s#].*)", behind.rstrip())
    return re.split(r"\s+#\s", found[1])[0] if found else ""


def hidden_end(rows: Sequence[str]) -> tuple[int, str]:
    """The line (from 1) where a '#' hides a bracket's end or a key's colon, and the sentence about
    it; (0, "") where none does."""
    for number, row in enumerate(rows, 1):
        if (cut := _CUT.fullmatch(row)) and (whole := _whole(cut[1], cut[2])):
            return number, Wrong(
                "yaml-syntax",
                "what stands behind the '#' in this line is a comment, because a blank is before "
                "it.",
                f'If it belongs to the text, put the text in quotes: "{show(whole)}".',
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
