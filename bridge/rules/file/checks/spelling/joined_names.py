import re
from collections.abc import Sequence

from bridge.model import tag_key
from bridge.rules.file.checks.checked_file import Problems, RulesFile, show, warns
from bridge.rules.file.checks.written_words import CODES, Written
from bridge.rules.file.grammar.values import TAGS

_NEGATED = re.compile(r"none|without|(?:not|no|except|without) (\S+)", re.IGNORECASE)
_ALL = {"all", "any", "everything", "all lists", "every list"}
_SEMICOLON = re.compile(r"\s*;\s*")
_JOINED = re.compile(r"\s*;\s*|\s+(?:and|or|\||&|\+|/)\s+", re.IGNORECASE)
_OR = re.compile(r"\s*[;|/]\s*|\s+(?:and|or)\s+", re.IGNORECASE)


@warns
def joined_names(file: RulesFile) -> Problems:
    """Several tags, lists or codes stand in one text, or below each other without dashes, or `all`
    stands for a list, `none` for a coupon. They are read as one name, which nothing in the CRM has.

      rules:
    -   - {name: Buyers, when: purchase, add: VIP; Gold}
    +   - {name: Buyers, when: purchase, add: [VIP, Gold]}
    """
    tags = {tag_key(each.word) for each in file.words if each.form.what == TAGS.what}
    for each in file.names:
        what, word = each.form.what, show(each.word)
        if lines := _lines(each, file.rows):
            message = f"the {what} '{word}' runs over {len(lines)} lines and is one {what}."
            suggestion = f"{_several(each, lines)}; for one, put all of it on one line."
            yield file.problem(each, message, suggestion)
        elif parts := _parts(each, tags):
            message = f"the {what} '{word}' is one {what}."
            yield file.problem(each, message, f"{_several(each, parts)}.")
        elif what in CODES and (negated := _NEGATED.fullmatch(each.word)):
            message = f"the {what} '{word}' is taken for one of that name."
            without = f'not: {{{what}: "{show(negated[1] or "*")}"}}'
            yield file.problem(each, message, f"For sales without it write '{without}'.")
        elif what == "list" and each.word.lower() in _ALL:
            message = f"'{word}' is taken for a list of that name."
            yield file.problem(each, message, "Name each list that is meant.")


def _lines(each: Written, rows: Sequence[str]) -> list[str]:
    """The lines that a bare word runs over; none where it stands on one."""
    start, end = each.node.start_mark, each.node.end_mark
    if each.node.style or start.line == end.line or not each.form.many:
        return []
    lines = [*rows[start.line : end.line], rows[end.line][: end.column]]
    lines[0] = lines[0][start.column :]
    return [line.strip() for line in lines if line.strip()]


def _parts(each: Written, tags: set[str]) -> list[str]:
    """What stands in one text and was probably meant as several; a tag may hold an 'and'."""
    if each.form.what in CODES:
        parts = _OR.split(each.word)
        return parts if len(parts) > 1 and not any(" " in part for part in parts) else []
    if len(parts := [part for part in _SEMICOLON.split(each.word) if part]) > 1:
        return parts
    parts = _JOINED.split(each.word)
    known = each.form.what == TAGS.what and all(tag_key(part) in tags for part in parts)
    return parts if known and len(parts) > 1 else []


def _several(each: Written, parts: Sequence[str]) -> str:
    several = ", ".join(map(show, parts))
    if each.listed:
        return f"For several make each an entry of its own: {several}"
    return f"For several write a list: [{several}]"
