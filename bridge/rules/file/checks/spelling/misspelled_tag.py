from collections.abc import Mapping
from itertools import takewhile

from bridge.model import tag_key
from bridge.rules.file.checks.checked_file import Problems, RulesFile, show, warns
from bridge.rules.file.checks.meeting import GIVING

_SHORTEST = 5  # letters; shorter tags differ by one and are two
_MOST_TAGS = 500  # looked at for a slip; two long lists of tags would take a minute


@warns
def misspelled_tag(file: RulesFile) -> Problems:
    """A rule takes off a tag that no rule puts on, and that differs from one that is put on by a
    single letter. It would take off nothing.

      rules:
        - {name: Buyers, when: purchase, add: Member Gold}
    -   - {name: Refunds, when: refund, remove: Membre Gold}
    +   - {name: Refunds, when: refund, remove: Member Gold}
    """
    put = {tag_key(tag): tag for rule in file.rules for act, tag in rule.wishes if act in GIVING}
    for rule in file.rules:
        for tag in rule.remove:
            if slip := meant(tag, put):
                what = f"it takes off '{show(tag)}', which no rule puts on."
                yield file.problem(rule, what, f"Did you mean '{show(slip)}'?")


def meant(tag: str, known: Mapping[str, str]) -> str:
    """The one of the tags, which are given by their keys, that is a slip away; "" where it is one
    of them itself, or none is near."""
    if tag_key(tag) in known or len(known) > _MOST_TAGS:
        return ""
    return next((known[key] for key in known if _is_one_letter_off(tag_key(tag), key)), "")


def _is_one_letter_off(one: str, other: str) -> bool:
    """Whether a letter is missing, too many or another, or two have changed places. Signs and
    digits are no slip: 'Level 1' and 'Level 2' are two tags."""
    begin = _alike(one, other)
    end = _alike(one[begin:][::-1], other[begin:][::-1])
    here, there = one[begin : len(one) - end], other[begin : len(other) - end]
    slip = max(len(here), len(there)) == 1 or (len(here) == 2 and here == there[::-1])
    return slip and (here + there).isalpha() and min(len(one), len(other)) >= _SHORTEST


def _alike(one: str, other: str) -> int:
    """How many letters both begin with."""
    return len([*takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))])
