"""Rules that take away what nobody has from this file: never granted, or misspelled."""

from collections.abc import Iterator, Sequence

from bridge.model import Action, tag_key
from bridge.rules import Rule
from bridge.rules.file.checks.meeting import may_meet
from bridge.rules.file.report import show

_PUTTING = (Action.ADD, Action.GRANT, Action.TRIGGER)
_SHORTEST = 5  # letters; shorter tags differ by one and are two
_MOST_TAGS = 500  # looked at for a slip; two long lists of tags would take a minute


def vain_revokes(rules: Sequence[Rule]) -> Iterator[tuple[Rule, str]]:
    """Rules that take back what no rule grants, or none for the item that it speaks of."""
    granting: dict[str, list[Rule]] = {}
    given: set[tuple[str, str]] = set()  # tag and item, where both are told
    for rule in rules:
        for tag in rule.grant:
            granting.setdefault(tag_key(tag), []).append(rule)
            given |= {(tag_key(tag), item) for item in rule.items}
    for rule in rules:
        for tag in rule.revoke:
            givers = granting.get(tag_key(tag), [])
            if any((tag_key(tag), item) in given for item in rule.items):
                continue
            if not any(may_meet(rule, giver) for giver in givers):
                of = f" for {' or '.join(map(show, rule.items[:3]))}" if givers else ""
                yield (
                    rule,
                    f"'revoke' takes back what 'grant' gave{' for the same item' if of else ''}, "
                    f"and no rule grants '{show(tag)}'{of}. To take it off whoever put it on, "
                    "write 'remove'.",
                )


def misspelled(rules: Sequence[Rule]) -> Iterator[tuple[Rule, str]]:
    """Rules that take off a tag of which one letter differs from one that a rule puts on."""
    put = {tag_key(tag): tag for rule in rules for action, tag in rule.wishes if action in _PUTTING}
    known = list(put) if len(put) <= _MOST_TAGS else []
    for rule in rules:
        for tag in rule.remove:
            slip = tag_key(tag)
            meant = next((key for key in known if _one_letter_off(slip, key)), "")
            if meant and slip not in put:
                yield (
                    rule,
                    f"it takes off '{show(tag)}', which no rule puts on. Did you mean "
                    f"'{show(put[meant])}'?",
                )


def _one_letter_off(one: str, other: str) -> bool:
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
