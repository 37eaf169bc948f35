"""What a membership's part may say in one phrase: `at period end`, `suspend after 7 days`, `full`.

Each check returns the sentence about a wrong phrase, and "" for a right one.
"""

import re
from collections.abc import Iterable

from bridge.model import Kind
from bridge.rules import PERIOD_END, Later
from bridge.rules.file.grammar.since import meant_since
from bridge.rules.file.grammar.times import SPAN, later_of, meant_span
from bridge.rules.file.report import show

TIMING = f"at {PERIOD_END}|after {SPAN}|{SPAN} after {PERIOD_END}"
SUSPEND = "suspend "
SUSPENDING = f"({SUSPEND})?({TIMING})"
FULL, ANY_REFUND = "full", "any"
OFF = "off"
REFUNDED = f"{FULL}|{ANY_REFUND}|{TIMING}"
_PHRASES = ("at period end", "after 7 days", "3 days after period end")

_THE = r"(?:(?:the|his|her|their|a) )?(?:(?:paid|current|billing) )?"
_END = rf"{_THE}(?:period(?:'?s)? end|end|paid period|end of {_THE}(?:period|term))"
_LOOSE_END = re.compile(rf"(?:(?:(.*) )?after|at|on|by|until)? ?{_END}")
_LOOSE_SUSPEND = re.compile(r"(?:suspend(?:ed|s)?|susp),? ")
_LOOSE_OFF = re.compile(r"never|not?|none|nothing|don'?t|do nothing|ignored?|skip|disabled?")
_LOOSE_ORDER = re.compile(
    r" (?:of|after|since|from) (?:the |her |his |their )?(?:order|purchase|sale)$"
)
_LOOSE_ANY = re.compile(
    r"(?:any|each|every)(?: refunds?)?|(?:also|even) partial(?: (?:one|refund)s?)?"
)
_LOOSE_FULL = re.compile(
    r"full(?:y|(?: refunds?)?(?: only)?)|(?:only )?full(?: refunds?)?|whole|all"
)


def check_timing(word: str) -> str:
    return _check(word, TIMING, _PHRASES)


def check_suspending(word: str) -> str:
    return _check(word, SUSPENDING, (f"{SUSPEND}after 7 days", *_PHRASES))


def check_refund(word: str) -> str:
    """What stands behind a membership's `refund`, which tells no paid period."""
    if word == "partial":
        return (
            "'partial' cannot stand. Write any, where a partial refund shall end it, too; or a "
            "rule with 'refund: partial' for what a partial one does besides."
        )
    return _since_order(word) or _check(word, REFUNDED, (FULL, ANY_REFUND, "after 7 days"))


def _since_order(word: str) -> str:
    """The sentence about a time that counts from the order; "" for other words."""
    loose = " ".join(word.lower().split()).removeprefix("only ").replace("the first ", "")
    if re.fullmatch(SPAN, loose):
        return (
            f"'{show(word)}' is not understood. A refund that counts only later is written 'after "
            f"{loose}'. Where only refunds within {loose} of the order shall end it, write "
            f"'refund: off', and a rule with 'when: refund', 'since order: at most {loose}' and "
            "'revoke'."
        )
    since = meant_since(_LOOSE_ORDER.sub("", loose))
    if not since or (loose.startswith(("after ", "in ")) and not _LOOSE_ORDER.search(loose)):
        return ""
    return (
        f"'{show(word)}' is not understood. A membership does not ask when the order was. Write "
        f"'refund: off', and a rule for its items with 'when: refund', 'since order: {since}' and "
        "'revoke'."
    )


def timed(phrase: str, *unless: Kind) -> Later:
    """What a right phrase of a membership's part puts off."""
    span = re.search(SPAN, phrase)
    return later_of(span[0] if span else "", PERIOD_END in phrase, unless)


def _check(word: str, right: str, such_as: Iterable[str]) -> str:
    if re.fullmatch(right, word):
        return ""
    if (meant := meant_phrase(word)) and re.fullmatch(rf"{right}|{OFF}", meant):
        return f"'{show(word)}' is not understood. Did you mean '{meant}'?"
    several = ", ".join(f"'{one}'" for one in such_as)
    return (
        f"'{show(word)}' is not understood. Write off, {several}, or what to do instead, such as "
        "{add: VIP}."
    )


def meant_phrase(word: str) -> str:
    """The phrase that was probably meant; "" where that cannot be told."""
    loose = " ".join(word.lower().replace(":", " ").split()).rstrip(".")
    if _LOOSE_OFF.fullmatch(loose):
        return OFF
    if _LOOSE_ANY.fullmatch(loose):
        return ANY_REFUND
    if _LOOSE_FULL.fullmatch(loose):
        return FULL
    if suspend := _LOOSE_SUSPEND.match(loose):
        meant = _meant_time(loose[suspend.end() :])
        return f"{SUSPEND}{meant}" if meant else ""
    return _meant_time(loose)


def _meant_time(loose: str) -> str:
    if end := _LOOSE_END.fullmatch(loose):
        span = meant_span(end[1]) if end[1] else ""
        late = f"{span} after {PERIOD_END}" if span else ""
        return late if end[1] else f"at {PERIOD_END}"
    span = meant_span(loose)
    return f"after {span}" if span else ""
