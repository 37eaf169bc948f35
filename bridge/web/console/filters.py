"""How the pages word what the record holds."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from flask import url_for
from markupsafe import Markup, escape

from bridge.destinations.registry import called
from bridge.explain import backlog
from bridge.explain.hands import about_of, hand_sentence
from bridge.model import Money, text
from bridge.sources import cart_called
from bridge.store.deliveries import MANY
from bridge.store.delivery import Delivery
from bridge.store.destinations import DestinationState
from bridge.web.console.shell.navigation import NAMES, address_of_page

# Every state of a delivery, and what it means for the person who looks.
STATES = {
    "failed": "You must act, then try it again.",
    "waiting": "It will be done without anybody's help.",
    "applied": "The buyer's tags are as the rules want them.",
    "no rule": "No rule speaks about it.",
    "kept": "Stored for you to see; no tags follow from it.",
    "cannot be applied": "There is nobody to tag.",
}
_LINKED = re.compile(
    rf"\bdelivery (?P<delivery>[0-9]{{1,18}})\b|\bpage (?P<page>{'|'.join(NAMES)})\b"
)
# As `text.clock` and `text.exact_clock` tell it; of today the clock alone, after `at`.
_TIMED = re.compile(
    r"\b(?P<day>[0-9]{1,2} [A-Z][a-z]{2} [0-9]{4}), (?P<at>[0-9]{2}:[0-9]{2})(?P<s>:[0-9]{2})?\b"
    r"|(?<= at )(?P<today>[0-9]{2}:[0-9]{2}:[0-9]{2})\b"
)
# For a change that was made, the word before its tag.
_CHANGES = {"taken off": "removed", "fired": "triggered"}


def many(number: int) -> str:
    """`1,234`; `10,000+` where nobody counted further."""
    return f"{number:,}+" if number >= MANY else f"{number:,}"


def next_step(delivery: Delivery, accounts: Iterable[DestinationState]) -> str:
    """Whether it needs somebody or goes on alone, and why, as a sentence."""
    words = backlog.next_step(delivery, datetime.now(UTC), accounts)
    return f"{words[:1].upper()}{words[1:]}"


def zone() -> str:
    """The name of this machine's zone."""
    return datetime.now().astimezone().tzname() or "the server's zone"


def money(amount: Money) -> str:
    """`14.99 USD`; empty where the event names none."""
    return "" if amount.amount is None else text.money(amount.amount, amount.currency)


def changes(delivery: Delivery) -> list[tuple[str, str]]:
    """What the delivery changed at the contact: `added` and the tag, and so on."""
    changed = [each for each in delivery.results if each["changed"]]
    pairs = [(_CHANGES.get(each["what"], each["what"]), each["tag"]) for each in changed]
    return list(dict.fromkeys(pairs))  # two rules may want the same


def silence(account: DestinationState) -> str:
    """`has not answered since …, and is asked again at …`"""
    return backlog.silence_words(account, datetime.now(UTC))


def hand_about(delivery: Delivery) -> str:
    """`Gold`; what a hand's word is about."""
    return about_of(delivery)


def hand_told(delivery: Delivery) -> str:
    """`granted by hand on 21 Nov 2026, 14:05 until …: 'she asked'`"""
    return hand_sentence(delivery)


def linked(sentence: str) -> Markup:
    """Each `delivery 5` in it leads there, and each `page Rules` to that one; as `timed`."""
    return Markup(_LINKED.sub(_link, str(timed(sentence))))  # noqa: S704 # it was escaped before


def timed(sentence: str) -> Markup:
    """Each time in it is one that the script tells in the reader's zone."""
    told = escape(sentence)
    return Markup(_TIMED.sub(_time, str(told)))  # noqa: S704 # it was escaped before


def _time(found: re.Match[str]) -> str:
    """As it stands where there is no such time."""
    day = found["day"] or text.clock(datetime.now(UTC)).partition(",")[0]
    clock = found["today"] or f"{found['at']}{found['s'] or ':00'}"
    try:
        at = datetime.strptime(f"{day}, {clock}", "%d %b %Y, %H:%M:%S").astimezone()
    except (ValueError, OverflowError):
        return found[0]
    exact = " data-to-the-second" if found["s"] or found["today"] else ""
    within = "clock" if found["today"] else "day"
    return f'<time datetime="{at.isoformat()}" data-within="{within}"{exact}>{found[0]}</time>'


def _link(found: re.Match[str]) -> str:
    id_, page = found["delivery"], found["page"]
    address = url_for("console.delivery", id_=int(id_)) if id_ else address_of_page(page)
    return f'<a href="{address}">{found[0]}</a>' if address else found[0]


FILTERS = (
    called,
    cart_called,
    changes,
    hand_about,
    hand_told,
    linked,
    many,
    money,
    next_step,
    silence,
    text.clock,
    text.exact_clock,
    text.hand_words,
    text.json_text,
    text.name_of,
    text.rest,
    text.verb,
    text.waiting_words,
    timed,
)
