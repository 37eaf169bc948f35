"""Several words in one text, where a list of them is due: `purchase, rebill`."""

import re
from functools import cache

from bridge.rules.file.grammar.forms import Form
from bridge.rules.file.report import show

_PARTED = re.compile(r"\s*[,;|/&+]\s*(?:and |or )?|\s+(?:and|or)\s+", re.IGNORECASE)
_MEANT = re.compile(r"Did you mean '([^']+)'")
_LONGEST = 500  # letters of a text that is looked at; nobody writes more of them on a line
_MOST_WORDS = 4  # of one right word: 'at most 14 days'
# Of these all must hold, so a list says something else than an 'or'.
_ALL_HOLD = ("amount", "time")


def told_several(form: Form, word: str, *, listed: bool) -> str:
    """The sentence about a wrong word that is several right ones; "" for other words. `listed`
    where it stands in a list already."""
    if not form.many or form.free or form.paired or len(word) > _LONGEST:
        return ""
    parts = _parted(form, word) if form.check(word) else []
    if len(set(parts)) < max(2, len(parts)) or not _may_stand_together(form, word, parts):
        return ""
    what = f"the {form.what} '{show(word)}' is several in one text."
    if listed:
        return f"{what} Make each an entry of its own: {show(', '.join(parts))}."
    return f"{what} Write a list: [{show(', '.join(parts))}]."


def _may_stand_together(form: Form, word: str, parts: list[str]) -> bool:
    """Whether a list says the same; two amounts or times only as the bounds of one."""
    bounds = all(part[0].isalpha() for part in parts) and not re.search(r"\bor\b|[/|]", word)
    return bounds or form.what not in _ALL_HOLD


def _parted(form: Form, word: str) -> list[str]:
    """The right words in the text; none where it holds anything else."""
    found: list[str] = []
    for part in filter(None, _PARTED.split(word.strip())):
        here = _side_by_side(form, part) or [_right(form, part)]
        if not here[0]:
            return []
        found += here
    return found


def _right(form: Form, part: str) -> str:
    """The part, or the right word that it was meant to be; "" where there is none."""
    told = form.check(part)
    meant = _MEANT.search(told)
    return part if not told else meant[1] if meant and not form.check(meant[1]) else ""


def _side_by_side(form: Form, part: str) -> list[str]:
    """Right words with nothing but blanks between them; none where it holds anything else."""
    words = part.split()

    @cache
    def behind(start: int) -> tuple[str, ...] | None:
        if start == len(words):
            return ()
        for end in range(min(len(words), start + _MOST_WORDS), start, -1):
            one = " ".join(words[start:end])
            if not form.check(one) and (rest := behind(end)) is not None:
                return (one, *rest)
        return None

    return [*(behind(0) or ())] if len(words) <= _MOST_WORDS * 10 else []
