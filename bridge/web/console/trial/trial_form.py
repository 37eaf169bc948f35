"""What somebody typed to try: understood, or said in words what is wrong with it."""

import re
from collections.abc import Mapping

from bridge.explain.trial.trial_sale import EVENTS, LEFT_CART, TrialSale
from bridge.model.address import can_exist, visible

_AMOUNT = re.compile(r"([0-9]{1,9})(?:[.,]([0-9]{1,2}))?")
_ITEM = re.compile(r"(product|bump|upsell|downsell)[- ]?([0-9]{1,18})")
_LONGEST = 100  # letters of what stands in no form of its own


class Mistyped(Exception):
    """Holds a sentence for each field that is wrong, by its name."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = problems
        super().__init__(*problems.values())


def sale_of(form: Mapping[str, str], mode: str) -> TrialSale:
    """Raises Mistyped."""
    typed = {name: " ".join(visible(form.get(name, "")).split()) for name in _READ}
    problems = {name: wrong for name, check in _READ.items() if (wrong := check(typed[name]))}
    if typed["what"] == LEFT_CART and not typed["item"].lower().startswith("product"):
        problems.setdefault("item", "A cart that was left holds a product, such as product-12.")
    if problems:
        raise Mistyped(problems)
    return TrialSale(
        what=typed["what"],
        item=_key(typed["item"]),
        email=typed["email"],
        plan=typed["plan"],
        mode=mode,
        amount=_hundredths(typed["amount"]),
        currency=typed["currency"].upper(),
        coupon=typed["coupon"],
        order=typed["order"],
    )


def _key(typed: str) -> str:
    found = _ITEM.fullmatch(typed.lower())
    return f"{found[1]}-{found[2]}" if found else ""


def _hundredths(typed: str) -> int | None:
    found = _AMOUNT.fullmatch(typed)
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else None


def _event(typed: str) -> str:
    return "" if typed in EVENTS else "Choose what happens."


def _item(typed: str) -> str:
    if _key(typed):
        return ""
    told = f"'{typed[:30]}' is no item. " if typed else ""
    return f"{told}Write product, bump, upsell or downsell with its number, such as product-12."


def _email(typed: str) -> str:
    if can_exist(typed):
        return ""
    return "Write an e-mail address, such as you@example.com: best one of your own."


def _plan(typed: str) -> str:
    right = not typed or (typed.isascii() and typed.isdigit() and len(typed) < 20)
    return "" if right else "A pricing option is a number, such as 90222; or leave it empty."


def _amount(typed: str) -> str:
    right = not typed or _AMOUNT.fullmatch(typed)
    return "" if right else "Write the amount as a number, such as 49.00; or leave it empty."


def _currency(typed: str) -> str:
    right = not typed or (len(typed) == 3 and typed.isascii() and typed.isalpha())
    return "" if right else "A currency has three letters, such as USD; or leave it empty."


def _short(typed: str) -> str:
    right = len(typed) <= _LONGEST and typed.isprintable()
    return "" if right else f"Write it anew, with no more than {_LONGEST} letters."


_READ = {
    "what": _event, "item": _item, "email": _email, "plan": _plan, "amount": _amount,
    "currency": _currency, "coupon": _short, "order": _short,
}  # fmt: skip
