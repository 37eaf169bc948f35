"""How the pages word what the record holds."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bridge.destinations.registry import called
from bridge.model import Event, Money
from bridge.model import text as wording
from bridge.model.text import clock, exact_clock, json_text
from bridge.sources import cart_called
from bridge.web.console.ports import Delivery

# Every state of a delivery, and what it means for the person who looks.
STATES = {
    "failed": "You must act, then try it again.",
    "waiting": "It will be done without anybody's help.",
    "applied": "The buyer's tags are as the rules want them.",
    "no rule": "No rule speaks about it.",
    "kept": "Stored for you to see; no tags follow from it.",
    "cannot be applied": "There is nobody to tag.",
}
# For a change that was made, the word before its tag.
_MADE = {"added": "added", "removed": "removed", "fired": "triggered"}


def counted(number: int) -> str:
    return f"{number:,} delivery" if number == 1 else f"{number:,} deliveries"


def waiting_words(number: int) -> str:
    """What a pause means for the deliveries that wait."""
    on = "waits and goes on by itself" if number == 1 else "wait and go on by themselves"
    return f"{counted(number)} {on} when it answers again."


def zone() -> str:
    """The name of this machine's zone."""
    return datetime.now().astimezone().tzname() or "the server's zone"


def money(amount: Money) -> str:
    """`14.99 USD`; empty where the event names none."""
    if amount.amount is None:
        return ""
    return f"{amount.amount / 100:.2f} {amount.currency}".rstrip()


def buyer(event: Event) -> str:
    """The buyer's name, or nothing."""
    return " ".join(filter(None, (event.contact.first_name, event.contact.last_name)))


def printed(body: Mapping[str, object]) -> str:
    """What the cart sent, one field a line."""
    return json_text(body)


def made(delivery: Delivery) -> list[tuple[str, str]]:
    """What the delivery changed at the contact: `added` and the tag, and so on."""
    changed = [each for each in delivery.results if each["changed"]]
    pairs = [(_MADE.get(each["what"], each["what"]), each["tag"]) for each in changed]
    return list(dict.fromkeys(pairs))  # two rules may want the same


def asked(delivery: Delivery) -> list[Mapping[str, object]]:
    """What followed of it, with what came of each."""
    return list(delivery.results)


def rest(told: Mapping[str, Any]) -> str:
    """What stands behind the name of a wish's tag: ` for product-12 on 28 Nov 2026, 14:05`."""
    return wording.rest(told)


FILTERS = (
    called,
    cart_called,
    counted,
    waiting_words,
    clock,
    exact_clock,
    money,
    buyer,
    printed,
    made,
    asked,
    rest,
    wording.hand_words,
    wording.verb,
)
