"""The words of the time since the order: `at most 14 days`."""

import re
from datetime import timedelta

from bridge.rules.file.grammar.asked import ALSO_BOUNDS
from bridge.rules.file.grammar.times import SPAN, meant_span, span_of
from bridge.rules.file.report import show

BOUNDS = ("at least", "more than", "at most", "less than")
SINCE = rf"({'|'.join(BOUNDS)}) {SPAN}"

# An amount's words for a bound, and those that only a time has; the right ones among them.
_OF_TIMES = {"above": "more than", "below": "less than"}
_MEANT = (
    {word: _OF_TIMES.get(bound, bound) for word, bound in ALSO_BOUNDS.items() if bound}
    | _OF_TIMES
    | {word: word for word in BOUNDS}
    | dict.fromkeys(("within", "inside", "in", "no more than", "not more than"), "at most")
    | dict.fromkeys(("after", "longer than", "later than", "beyond", "outside"), "more than")
    | dict.fromkeys(("before", "shorter than", "sooner than", "earlier than"), "less than")
)
_LOOSE = re.compile(r"([^0-9]*?)\s*([0-9].*)")


def check_since(word: str) -> str:
    """The sentence about a wrong word; "" for a right one."""
    if re.fullmatch(SINCE, word):
        return ""
    loose = _LOOSE.fullmatch(" ".join(word.lower().split()))
    bound, span = (loose[1], _span(loose[2])) if loose else ("", "")
    if meant := meant_since(word):
        return f"the time '{show(word)}' is not known. Did you mean '{meant}'?"
    if span and bound in ("", "exactly", "="):
        return f"the time '{show(word)}' has no bound. Write {_each(span)}."
    return (
        f"the time '{show(word)}' is not known. Write hours, days or weeks with a bound: "
        f"{_each('14 days')}."
    )


def meant_since(word: str) -> str:
    """The bound and time that a loose word was probably meant to be; "" where it names neither."""
    loose = _LOOSE.fullmatch(" ".join(word.lower().split()))
    bound, span = (loose[1], _span(loose[2])) if loose else ("", "")
    return f"{_MEANT[bound]} {span}" if span and bound in _MEANT else ""


def since_in(word: str) -> tuple[int | None, int | None]:
    """The bounds in seconds that a right word sets, both included."""
    bound = next(each for each in BOUNDS if word.startswith(each))
    exact = span_of(word.removeprefix(f"{bound} ")) // timedelta(seconds=1)
    return {
        "at least": (exact, None),
        "more than": (exact + 1, None),
        "at most": (None, exact),
    }.get(bound, (None, exact - 1))


def _span(word: str) -> str:
    """The time that was meant, without its bound; "" where that cannot be told, or is none."""
    meant = word if re.fullmatch(SPAN, word) else meant_span(word)
    return "" if meant.startswith("0 ") else meant


def _each(span: str) -> str:
    *most, last = (f"'{bound} {span}'" for bound in BOUNDS)
    return f"{', '.join(most)} or {last}"
