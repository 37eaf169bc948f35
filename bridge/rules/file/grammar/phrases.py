"""What a membership's part may say in one phrase: `at period end`, `suspend after 7 days`, `full`.

A function gives what is wrong with a phrase, and "" where it has nothing to say.
"""

import re
from functools import partial

from bridge.model import TURNS, Kind
from bridge.rules import PERIOD_END, Later, ordered
from bridge.rules.file.grammar.bounds import meant_since
from bridge.rules.file.grammar.forms import Form
from bridge.rules.file.grammar.times import SPAN, later_of, meant_span
from bridge.rules.file.problem import Wrong
from bridge.rules.file.report import show

KEEP, AT_END, OFF, NOW = "keep", f"at {PERIOD_END}", "off", "at once"
TIMING = f"{AT_END}|after {SPAN}|{SPAN} after {PERIOD_END}"
SUSPEND = "suspend "
FULL, ANY_REFUND = "full", "any"
# ThriveCart tells a paid period with what becomes of a subscription, not with these.
WITHOUT_PERIOD = (Kind.PURCHASE, Kind.REFUND, Kind.ABANDONED_CART, Kind.COMPLETED, *ordered(TURNS))

_THE = r"(?:(?:the|his|her|their|a) )?(?:(?:paid|current|billing) )?"
_END = rf"{_THE}(?:period(?:'?s)? end|end|paid period|end of {_THE}(?:period|term))"
_LOOSE_END = re.compile(rf"(?:(?:(.*) )?after|at|on|by|until)? ?{_END}")
_LOOSE_SUSPEND = re.compile(r"(?:suspend(?:ed|s)?|susp),? ")
_OF_THE_ORDER = re.compile(
    r" (?:of|after|since|from) (?:the |her |his |their )?(?:order|purchase|sale)$"
)
# What loose words alone mean.
_LOOSE_WORDS = {
    OFF: r"never|not?|none|nothing|don'?t|do nothing|ignored?|skip|disabled?"
    r"|(?:keep|kept|stay)s?(?: (?:access|open|in|the tag))?",
    ANY_REFUND: r"(?:any|each|every)(?: refunds?)?|(?:also|even) partial(?: (?:one|refund)s?)?",
    NOW: r"immediate(?:ly)?|at once|instant(?:ly)?|now|right away",
    FULL: r"full(?:y|(?: refunds?)?(?: only)?)|(?:only )?full(?: refunds?)?|whole|all",
}
_GRACE = re.compile(r"(?:\bof |\bwith )?(?:\ba )?\bgrace(?: period)?\b(?: of\b)?")
_ATTEMPTS = re.compile(r"attempt|tries|try|times|failed payment|payments? fail")
_KEEPS = re.compile(r"keeps?|kept|stays?|lifetime|forever|off|never|no|none|nothing")


def meant_phrase(word: str) -> str:
    """The phrase that was probably meant; "" where that cannot be told."""
    loose = _GRACE.sub(" ", word.lower().replace(":", " "))
    loose = " ".join(loose.split()).rstrip(".")
    for phrase, words in _LOOSE_WORDS.items():
        if re.fullmatch(words, loose):
            return phrase
    if suspend := _LOOSE_SUSPEND.match(loose):
        meant = _meant_time(loose[suspend.end() :])
        return f"{SUSPEND}{meant}" if meant else ""
    return _meant_time(loose)


def _meant_time(loose: str) -> str:
    if end := _LOOSE_END.fullmatch(loose):
        span = meant_span(end[1]) if end[1] else ""
        late = f"{span} after {PERIOD_END}" if span else ""
        return late if end[1] else AT_END
    span = meant_span(loose)
    return f"after {span}" if span else ""


def timed(phrase: str, *unless: Kind) -> Later:
    """What a right phrase of a membership's part puts off."""
    span = re.search(SPAN, phrase)
    return later_of(span[0] if span else "", PERIOD_END in phrase, unless)


def _not_understood(right: str, such_as: str, word: str) -> str:
    if (meant := meant_phrase(word)) and re.fullmatch(rf"{right}|{OFF}", meant):
        hint = f"Did you mean '{meant}'?"
    elif _ATTEMPTS.search(word.lower()):
        meant = "after 7 days"
        hint = f"Attempts are not counted, but the time since the first: write '{meant}'."
    else:
        meant = ""
        hint = f"Write off, {such_as}, or what to do instead, such as {{add: VIP}}."
    return Wrong("unknown-word", f"'{show(word)}' is not understood.", hint, meant)


def _refuse_refund(right: str, such_as: str, word: str) -> str:
    """A refund tells no paid period, and a membership does not ask when the order was."""
    if word == "partial":
        return Wrong(
            "unknown-word",
            "'partial' cannot stand.",
            "Write any, where a partial refund shall end it, too; or a rule with 'refund: partial' "
            "for what a partial one does besides.",
        )
    message = f"'{show(word)}' is not understood."
    loose = " ".join(word.lower().split()).removeprefix("only ").replace("the first ", "")
    if re.fullmatch(SPAN, loose):
        return Wrong(
            "unknown-word",
            message,
            f"A refund that counts only later is written 'after {loose}'. Where only refunds "
            f"within {loose} of the order shall end it, write 'refund: off', and a rule with "
            f"'when: refund', 'since order: at most {loose}' and 'revoke'.",
        )
    since = meant_since(_OF_THE_ORDER.sub("", loose))
    if not since or (loose.startswith(("after ", "in ")) and not _OF_THE_ORDER.search(loose)):
        return _not_understood(right, such_as, word)
    return Wrong(
        "unknown-word",
        f"{message} A membership does not ask when the order was.",
        f"Write 'refund: off', and a rule for its items with 'when: refund', 'since order: {since}'"
        " and 'revoke'.",
    )


def _refuse_completed(word: str) -> str:
    meant = KEEP if _KEEPS.fullmatch(" ".join(word.lower().split())) else meant_phrase(word)
    meant = meant if meant in (KEEP, AT_END) else ""
    hint = f"Did you mean '{meant}'?" if meant else f"Write {KEEP} or '{AT_END}'."
    return Wrong("unknown-word", f"completed cannot be '{show(word)}'.", hint, meant)


_BLOCKING, _SUSPENDING = f"{NOW}|{TIMING}", f"{NOW}|({SUSPEND})?({TIMING})"
_REFUNDED = f"{FULL}|{ANY_REFUND}|{TIMING}"
_SUCH_AS = "'at period end', 'after 7 days', '3 days after period end'"
_NOW_OR = f"'{NOW}', {_SUCH_AS}"
TIMED = Form("part", partial(_not_understood, TIMING, _SUCH_AS), pattern=TIMING)
BLOCKED = Form("part", partial(_not_understood, _BLOCKING, _NOW_OR), pattern=_BLOCKING)
SUSPENDED = Form(
    "part",
    partial(_not_understood, _SUSPENDING, f"'{SUSPEND}after 7 days', {_NOW_OR}"),
    pattern=_SUSPENDING,
)
REFUNDED = Form(
    "part", partial(_refuse_refund, _REFUNDED, "'full', 'any', 'after 7 days'"), pattern=_REFUNDED
)
COMPLETED = Form("word", _refuse_completed, choices=(KEEP, AT_END))
