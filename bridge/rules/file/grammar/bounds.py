"""Words with a bound: amounts, `at least 49.00`, and times since the order, `at most 14 days`."""

import re
from collections.abc import Callable, Iterable
from datetime import timedelta

from bridge.model.text import join_or
from bridge.rules.file.grammar import synonyms
from bridge.rules.file.grammar.forms import Form
from bridge.rules.file.grammar.suggest import not_known
from bridge.rules.file.grammar.times import SPAN, meant_span, span_of
from bridge.rules.file.problem import Wrong
from bridge.rules.file.report import show

Bounds = tuple[int | None, int | None]  # both included; None is without bound

_OF_AMOUNTS = ("at least", "above", "at most", "below")
_OF_TIMES = ("at least", "more than", "at most", "less than")
_NUMBER = r"(0|[1-9][0-9]{0,9})(\.[0-9]{1,2})?"
AMOUNT = rf"(({'|'.join(_OF_AMOUNTS)}) )?{_NUMBER}"
SINCE = rf"({'|'.join(_OF_TIMES)}) {SPAN}"

_AMOUNT_BOUNDS = {**synonyms.BOUNDS, **{word: word for word in (*_OF_AMOUNTS, "")}}
_TIME_WORDS = {"above": "more than", "below": "less than"}
_TIME_BOUNDS = {
    **{word: _TIME_WORDS.get(bound, bound) for word, bound in synonyms.BOUNDS.items() if bound},
    **synonyms.TIME_BOUNDS,
    **{word: word for word in _OF_TIMES},
}
# How far the bounds, both included, are from the number.
_MORE: dict[str, Bounds] = {
    "": (0, 0), "at least": (0, None), "above": (1, None), "more than": (1, None),
    "at most": (None, 0), "below": (None, -1), "less than": (None, -1),
}  # fmt: skip
_A_CURRENCY = r"us\$|[$€£]|dollars?|euros?|pounds?|[a-z]{3}"
_LOOSE_AMOUNT = re.compile(rf"([^0-9]*?)\s*({_NUMBER})")
_LOOSE_SINCE = re.compile(r"([^0-9]*?)\s*([0-9].*)")


def _meant_amount(word: str) -> str:
    word = re.sub(r"(?<=[0-9]),(?=[0-9]{2}$)", ".", word.strip())
    found = _LOOSE_AMOUNT.fullmatch(word)
    bound = " ".join(found[1].lower().split()) if found else None
    known = found and bound in _AMOUNT_BOUNDS
    return f"{_AMOUNT_BOUNDS[bound or '']} {found[2]}".strip() if found and known else ""


def _refuse_amount(word: str) -> str:
    if _meant_amount(word) or not (found := with_currency(word)):
        return ""
    amount, currency = found
    return Wrong(
        "wrong-value",
        f"the amount '{show(word)}' holds a currency, too.",
        f"Write '{amount}' here, and 'currency: {currency}' on a line of its own.",
    )


def with_currency(word: str) -> tuple[str, str] | None:
    """The amount and the currency where both stand in one text, before or behind the number."""
    for order in (rf"{_NUMBER}\s*(?P<of>{_A_CURRENCY})", rf"(?P<of>{_A_CURRENCY})\s*{_NUMBER}"):
        found = re.fullmatch(rf"(?P<bound>[^0-9$€£]*?)\s*{order}", word.strip().lower())
        bound = " ".join(found["bound"].split()) if found else None
        if found and bound in _AMOUNT_BOUNDS:
            number = re.search(_NUMBER, word)
            amount = f"{_AMOUNT_BOUNDS[bound]} {number[0] if number else ''}".strip()
            currency = found["of"].removesuffix("s")
            return amount, synonyms.CURRENCIES.get(currency, found["of"].upper())
    return None


def _refuse_since(word: str) -> str:
    if meant_since(word):
        return ""
    found = _LOOSE_SINCE.fullmatch(" ".join(word.lower().split()))
    bound, span = (found[1], _span(found[2])) if found else ("", "")
    if span and bound in ("", "exactly", "="):
        return Wrong(
            "wrong-time", f"the time '{show(word)}' has no bound.", f"Write {_each(span)}."
        )
    hint = f"Write hours, days or weeks with a bound: {_each('14 days')}."
    return not_known("time", word, hint)


def meant_since(word: str) -> str:
    """The bound and time that a loose word was probably meant to be; "" where it names neither."""
    found = _LOOSE_SINCE.fullmatch(" ".join(word.lower().split()))
    span = _span(found[2]) if found else ""
    return f"{_TIME_BOUNDS[found[1]]} {span}" if found and span and found[1] in _TIME_BOUNDS else ""


def _span(word: str) -> str:
    """The time that was meant, without its bound; "" where that cannot be told, or is none."""
    meant = word if re.fullmatch(SPAN, word) else meant_span(word)
    return "" if meant.startswith("0 ") else meant


def _each(span: str) -> str:
    return join_or(f"'{bound} {span}'" for bound in _OF_TIMES)


def amounts_within(words: Iterable[str]) -> Bounds:
    """What lies within all of the right amounts, in hundredths."""
    return _within(_OF_AMOUNTS, words, _hundredths)


def times_within(words: Iterable[str]) -> Bounds:
    """What lies within all of the right times since the order, in seconds."""
    return _within(_OF_TIMES, words, lambda word: span_of(word) // timedelta(seconds=1))


def amount_in(word: str) -> int | None:
    """A right amount without a bound, in hundredths."""
    return amounts_within([word])[0]


def _hundredths(number: str) -> int:
    whole, _, cents = number.partition(".")
    return int(whole) * 100 + int(f"{cents:0<2}")


def _within(bounds: Iterable[str], words: Iterable[str], read: Callable[[str], int]) -> Bounds:
    lows, highs = [], []
    for word in words:
        bound = next((each for each in bounds if word.startswith(each)), "")
        exact = read(word.removeprefix(bound).strip())
        low, high = _MORE[bound]
        lows += [] if low is None else [exact + low]
        highs += [] if high is None else [exact + high]
    return max(lows, default=None), min(highs, default=None)


AMOUNTS = Form(
    "amount", _refuse_amount, many=True, pattern=AMOUNT, meant=_meant_amount,
    write="Write a number such as 49.00, or 'at least', 'above', 'at most' or 'below' before it; "
          "no currency sign, no comma.",
)  # fmt: skip
SINCE_ORDER = Form("time", _refuse_since, many=True, pattern=SINCE, meant=meant_since)
