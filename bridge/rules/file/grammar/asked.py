"""The words of conditions: what is wrong with one, and what was probably meant.

Each check returns the sentence about a wrong word, and "" for a right one.
"""

import re

from bridge.rules.file.grammar.nearest import unknown
from bridge.rules.file.grammar.words import ITEM, ITEM_SORTS, check_item, check_text, comma
from bridge.rules.file.report import show

SORT = r"(product|bump|upsell|downsell)-\*"
WANTED = rf"{ITEM}|{SORT}"
_LOOSE_SORT = re.compile(
    rf"(?:any|all|every) ({'|'.join(ITEM_SORTS)})s?|({'|'.join(ITEM_SORTS)})s?[\s_#:-]*\*"
)
CURRENCY = "[A-Z]{3}"
_NUMBER = r"(0|[1-9][0-9]{0,9})(\.[0-9]{1,2})?"
BOUNDS = ("at least", "above", "at most", "below")
AMOUNT = rf"(({'|'.join(BOUNDS)}) )?{_NUMBER}"
PAYMENT = "first|last|number [1-9][0-9]{0,5}"
MODES = ("live", "test")
REFUNDS = ("full", "partial")
STYLES = ("memberium", "accessally", "plain")
# A coupon's code or an affiliate's id; a comma would be two of them in one text.
CODE = r"[^,\s]([^,\r\n]*[^,\s])?"

ALSO_BOUNDS = {
    "over": "above", "more than": "above", "greater than": "above", ">": "above",
    "under": "below", "less than": "below", "lower than": "below", "<": "below",
    "from": "at least", "min": "at least", "minimum": "at least", ">=": "at least",
    "up to": "at most", "max": "at most", "maximum": "at most", "<=": "at most",
    "exactly": "", "=": "",
    "mindestens": "at least", "ab": "at least", "höchstens": "at most", "maximal": "at most",
    "bis": "at most", "über": "above", "mehr als": "above", "unter": "below",
    "weniger als": "below",
}  # fmt: skip
# Other ways to write a currency than by its three letters.
_SIGNS = {
    "$": "USD", "us$": "USD", "€": "EUR", "£": "GBP", "dollar": "USD", "euro": "EUR",
    "pound": "GBP",
}  # fmt: skip
_A_CURRENCY = r"us\$|[$€£]|dollars?|euros?|pounds?|[a-z]{3}"
_LOOSE_AMOUNT = re.compile(rf"([^0-9]*?)\s*({_NUMBER})")
_AN_AMOUNT = "Write a number such as 49.00, or 'at least', 'above', 'at most' or 'below' before it"


def check_wanted(word: str) -> str:
    if re.fullmatch(WANTED, word):
        return ""
    if word.strip().lower() in ("*", "any", "all", "any item", "everything"):
        return "for any item, leave 'items' out."
    if sort := _LOOSE_SORT.fullmatch(word.strip().lower()):
        return f"the item '{show(word)}' is not known. Did you mean '{sort[1] or sort[2]}-*'?"
    return check_item(word)


def check_currency(word: str) -> str:
    if re.fullmatch(CURRENCY, word):
        return ""
    if re.fullmatch(CURRENCY, word.strip().upper()):
        return f"the currency '{show(word)}' is not known. Did you mean '{word.strip().upper()}'?"
    return f"the currency '{show(word)}' is not known. Write its three letters, such as USD."


def check_amount(word: str) -> str:
    if re.fullmatch(AMOUNT, word):
        return ""
    loose = _LOOSE_AMOUNT.fullmatch(word.strip())
    bound = " ".join(loose[1].lower().split()) if loose else None
    if loose and bound in (*ALSO_BOUNDS, *BOUNDS, ""):
        meant = f"{ALSO_BOUNDS.get(bound, bound)} {loose[2]}".strip()
        return f"the amount '{show(word)}' is not known. Did you mean '{meant}'?"
    if found := with_currency(word):
        amount, currency = found
        what = f"the amount '{show(word)}' holds a currency, too. Write '{amount}' here, and"
        return f"{what} 'currency: {currency}' on a line of its own."
    return f"the amount '{show(word)}' is not known. {_AN_AMOUNT}; no currency sign, no comma."


def with_currency(word: str) -> tuple[str, str] | None:
    """The amount and the currency where both stand in one text, before or behind the number."""
    for order in (rf"{_NUMBER}\s*(?P<of>{_A_CURRENCY})", rf"(?P<of>{_A_CURRENCY})\s*{_NUMBER}"):
        found = re.fullmatch(rf"(?P<bound>[^0-9$€£]*?)\s*{order}", word.strip().lower())
        bound = " ".join(found["bound"].split()) if found else None
        if found and bound in (*ALSO_BOUNDS, *BOUNDS, ""):
            number = re.search(_NUMBER, word)
            amount = f"{ALSO_BOUNDS.get(bound, bound)} {number[0] if number else ''}".strip()
            return amount, _SIGNS.get(found["of"].removesuffix("s"), found["of"].upper())
    return None


def check_payment(word: str) -> str:
    if re.fullmatch(PAYMENT, word):
        return ""
    if number := re.fullmatch(r"(?:(?:number|no\.?|nr\.?|payment)?\s*#?\s*)0*([1-9][0-9]{0,5})\.?",
                              word.strip(), re.IGNORECASE | re.ASCII):  # fmt: skip
        meant = f"number {number[1]}"
        return f"the payment '{show(word)}' is not known. Did you mean '{meant}'?"
    return unknown("payment", word, ("first", "last", "number 3"))


def check_mode(word: str) -> str:
    return "" if word in MODES else unknown("mode", word, MODES)


def check_refund(word: str) -> str:
    return "" if word in REFUNDS else unknown("refund", word, REFUNDS)


def check_style(word: str) -> str:
    return "" if word in STYLES else unknown("style", word, STYLES)


def check_coupon(word: str) -> str:
    return _check_code("coupon", word)


def check_affiliate(word: str) -> str:
    return _check_code("affiliate", word)


def check_value(word: str) -> str:
    return check_text("value", word)


def check_item_name(word: str) -> str:
    return check_text("name", word)


def _check_code(what: str, word: str) -> str:
    if "," in word:
        return comma(what, word)
    return check_text(what, word)


def amount_in(word: str) -> tuple[int | None, int | None]:
    """The bounds in hundredths that a right amount sets, both included."""
    bound, _, number = word.rpartition(" ")
    whole, _, cents = number.partition(".")
    exact = int(whole) * 100 + int(f"{cents:0<2}")
    return {
        "at least": (exact, None),
        "above": (exact + 1, None),
        "at most": (None, exact),
        "below": (None, exact - 1),
    }.get(bound, (exact, exact))
