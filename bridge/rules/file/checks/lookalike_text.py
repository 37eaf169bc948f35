"""Words that read well and are probably not what was meant: parts of them are lost or unseen."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from bridge.model import tag_key
from bridge.rules.file.checks.bare_placeholder import bare
from bridge.rules.file.checks.sense_memberships import Finding
from bridge.rules.file.checks.written import Written, words_written
from bridge.rules.file.grammar.keys_done import TAGS
from bridge.rules.file.grammar.reading import Found
from bridge.rules.file.report import show
from bridge.rules.file.yaml.hashes import LINE_ENDS, cut_off
from bridge.rules.file.yaml.scalars import line_of

# Names at the CRM, which the file must spell as they are spelled there.
_NAMES = {"tag", "list", "automation"}
_CODES = {"coupon", "affiliate"}
# Not those that join letters and emoji into one (U+200C, U+200D).
_UNSEEN = re.compile("[\u00a0\u00ad\u2000-\u200b\u200e\u200f\u202f\u205f\u2060\u3000\ufeff]")
# Letters of the Cyrillic and Greek alphabets that look like Latin ones.
_LATIN = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеѕіјорсухԁһΑΒΕΖΗΙΚΜΝΟΡΤΥΧον", "ABESIJKMHOPCTYXaesijopcyxdhABEZHIKMNOPTYXov"
)
_LONGEST = 500  # letters; the CRM takes no such name
_SEMICOLON = re.compile(r"\s*;\s*")
_JOINED = re.compile(r"\s*;\s*|\s+(?:and|or|\||&|\+|/)\s+", re.IGNORECASE)
_OR = re.compile(r"\s*[;|/]\s*|\s+(?:and|or)\s+", re.IGNORECASE)
_ALL = {"all", "any", "everything", "all lists", "every list"}


def doubts(found: Mapping[str, Found], text: str) -> Iterator[Finding]:
    """Sentences about the words of the file's `text`, each with its line and owner."""
    rows, words = LINE_ENDS.split(text), list(words_written(found))
    tags = {tag_key(each.word) for each in words if each.form.what == TAGS.what}
    yield from bare(words)
    yield from _look_alike([each for each in words if each.form.what == TAGS.what])
    for each in words:
        for what in _about(each, rows, tags):
            yield line_of(each.node), each.owner, what


def _look_alike(tags: Sequence[Written]) -> Iterator[Finding]:
    """A tag that differs from another one only by letters of another alphabet that look the same:
    to the CRM they are two."""
    first: dict[str, str] = {}
    told: set[str] = set()
    for each in sorted(tags, key=lambda tag: tag.word.translate(_LATIN) != tag.word):
        latin, key = each.word.translate(_LATIN), tag_key(each.word)
        other = first.setdefault(tag_key(latin), each.word)
        if tag_key(other) != key and key not in told:
            told.add(key)
            odd = next(a for a, b in zip(each.word, latin, strict=True) if a != b)
            name = unicodedata.name(odd, "a letter").lower()
            yield (
                line_of(each.node),
                each.owner,
                f"the tag '{show(each.word)}' looks like '{show(other)}' and is another one: it "
                f"holds U+{ord(odd):04X}, {name}. Type it anew.",
            )


def _about(each: Written, rows: Sequence[str], tags: AbstractSet[str]) -> Iterator[str]:
    what, word = each.form.what, show(each.word)
    if each.form.free and (cut := cut_off(each.node, rows)):
        yield (
            f"the {what} is '{word}' alone: a '#' after a blank begins a comment. If '{show(cut)}' "
            f'belongs to it, put it in quotes: "{word} {show(cut)}"; if not, write '
            f"'# {show(cut[1:])}'."
        )
    if what not in _NAMES | _CODES or len(each.word) > _LONGEST:
        return
    if lines := _lines(each, rows):
        yield (
            f"the {what} '{word}' runs over {len(lines)} lines and is one {what}. "
            f"{_several(each, lines)}; for one, put all of it on one line."
        )
    elif parts := _parts(each, tags):
        yield (f"the {what} '{word}' is one {what}. {_several(each, parts)}.")
    if unseen := _UNSEEN.search(each.word):
        name = unicodedata.name(unseen[0], "a letter").lower()
        yield (
            f"the {what} '{word}' holds an invisible letter (U+{ord(unseen[0]):04X}, {name}), so "
            f"it is another {what} than it seems. Type it anew."
        )
    if what == "list" and each.word.lower() in _ALL:
        yield f"'{word}' is taken for a list of that name. Name each list that is meant."
    if "  " in each.word:
        yield (
            f"the {what} '{word}' holds two blanks in a row, so it is another {what} than it "
            "seems. Take one of them out."
        )


def _lines(each: Written, rows: Sequence[str]) -> list[str]:
    """The lines that a bare word runs over; none where it stands on one."""
    start, end = each.node.start_mark, each.node.end_mark
    if each.node.style or start.line == end.line or not each.form.many:
        return []
    lines = [*rows[start.line : end.line], rows[end.line][: end.column]]
    lines[0] = lines[0][start.column :]
    return [line.strip() for line in lines if line.strip()]


def _parts(each: Written, tags: AbstractSet[str]) -> list[str]:
    """What stands in one text and was probably meant as several; a tag may hold an 'and'."""
    if each.form.what in _CODES:
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
