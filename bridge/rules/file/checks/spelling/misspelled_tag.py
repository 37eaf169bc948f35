from bridge.model import tag_key
from bridge.rules.file.checks.base import Problems, RulesFile, show, warns
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
    known = list(put) if len(put) <= _MOST_TAGS else []
    for rule in file.rules:
        for tag in rule.remove:
            slip = tag_key(tag)
            meant = next((key for key in known if _is_one_letter_off(slip, key)), "")
            if meant and slip not in put:
                what = f"it takes off '{show(tag)}', which no rule puts on."
                yield file.problem(rule, what, f"Did you mean '{show(put[meant])}'?")


def _is_one_letter_off(one: str, other: str) -> bool:
    """Whether a letter is missing, too many or another, or two have changed places. Signs and
    digits are no slip: 'Level 1' and 'Level 2' are two tags."""
    if abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < _SHORTEST or one == other:
        return False
    if len(one) == len(other):
        apart = [place for place in range(len(one)) if one[place] != other[place]]
        letters = "".join(one[place] + other[place] for place in apart)
        swapped = len(apart) == 2 and letters[0] == letters[3] and letters[1] == letters[2]
        return letters.isalpha() and (len(apart) == 1 or (swapped and apart[1] - apart[0] == 1))
    short, long = sorted((one, other), key=len)
    return any(
        long[:place] + long[place + 1 :] == short and long[place].isalpha()
        for place in range(len(long))
    )
