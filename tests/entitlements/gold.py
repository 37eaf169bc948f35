"""The membership of most stories: Gold, in Memberium's way; and what stands there by it."""

from typing import Any

from bridge.model import Action, Blocking, Effect
from tests.entitlements.shop import Story, at_period_end, book, day, memberium

OPEN, CANC, PAYF, SUSP = ["gold"], ["gold", "goldcanc"], ["gold", "goldpayf"], ["gold", "goldsusp"]


def shop(**parts: Any) -> Story:
    """Where product-12 is sold, which opens it."""
    return Story(book(memberium(**parts), "product-12"))


def until_the_end(**parts: Any) -> Story:
    """The same, where a cancellation counts from the end of what is paid."""
    return shop(cancelled=Blocking("GoldCANC", at_period_end()), **parts)


def rule(action: Action, name: str, after: float | None = None, **more: Any) -> list[Effect]:
    """What a rule asks for at once, or that many days since the beginning."""
    due = None if after is None else day(after)
    return [Effect(action, name, item="product-12", due_at=due, **more)]
