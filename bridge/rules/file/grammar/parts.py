"""What was meant by a membership's part that is neither a right phrase nor an action."""

import re
from collections.abc import Mapping

from bridge.model import Kind
from bridge.rules import PERIOD_END
from bridge.rules.file.build.actions import WITHOUT_PERIOD
from bridge.rules.file.build.conditions import words_of
from bridge.rules.file.build.memberships import LIFTS
from bridge.rules.file.grammar.keys import PHRASES
from bridge.rules.file.grammar.reading import Found
from bridge.rules.file.plain import inline
from bridge.rules.file.report import show

_TAKEN = re.compile(r"(?:(?:revoke|remove|delete)d?|take away|no)(?: the)?(?: access| tag)?")
_AT_ONCE = re.compile(r"immediate(?:ly)?|at once|instant(?:ly)?|now|right away")


def taking_away(phrase: str, tag: str) -> str:
    """The sentence about a text that asks to take the tag away; "" for other texts, or no tag."""
    loose = " ".join(phrase.lower().split())
    revoke = show(inline({"revoke": tag}))
    if tag and _TAKEN.fullmatch(loose) and loose != "no":
        return f"'{show(phrase)}' is not understood. Did you mean {revoke}?"
    if tag and _AT_ONCE.fullmatch(loose):
        return (
            f"'{show(phrase)}' is not understood. What it stands for is done at once where this "
            f"line is left out. Did you mean {revoke}?"
        )
    return ""


def only_put_off(kind: Kind, entries: Mapping[str, Found]) -> str:
    """The phrase for what puts off without saying what; "" where none says the same."""
    ends = {str(end) for end, began in LIFTS.items() if began is kind}
    if entries.keys() - {"after", "at", "unless"} or {*words_of(entries, "unless")} - ends:
        return ""
    span, end = " ".join(words_of(entries, "after")), bool(words_of(entries, "at"))
    late = f"{span} after {PERIOD_END}" if span else f"at {PERIOD_END}"
    phrase = late if end else f"after {span}"
    cannot = end and kind in WITHOUT_PERIOD  # told by itself
    return "" if cannot or PHRASES[kind].check(phrase) else phrase
