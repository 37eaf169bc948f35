"""Every word for people that more than one room needs: numbers, lists, times, and what happened."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bridge.model import Action, Contact, Event, Item, Kind, Sort

# What stands before the target's name.
_VERBS = {
    Action.SUBSCRIBE: "subscribe to the list",
    Action.RESUBSCRIBE: "subscribe, even after an opt-out, to the list",
    Action.UNSUBSCRIBE: "unsubscribe from the list",
    Action.SET: "set the field",
    Action.START: "start the automation",
}
# Of memberships at sites that know access, in the place of an action.
GIVE_ACCESS, END_ACCESS = "give access", "end access"
_SORTS = {sort: f"the {sort} " for sort in (Sort.LIST, Sort.FIELD, Sort.AUTOMATION)} | {
    Sort.ACCESS: "access to "
}
_NOUNS = {
    Kind.REBILL: "payment",
    Kind.PAYMENT_FAILED: "failed payment",
    Kind.PAYMENT_DECLINED: "declined payment",
    Kind.CANCELLED: "cancellation",
    Kind.PAUSED: "pause",
    Kind.RESUMED: "resumption",
    Kind.COMPLETED: "completed payment plan",
    Kind.GRANTED_BY_HAND: "grant by hand",
    Kind.ENDED_BY_HAND: "end by hand",
    Kind.BANNED_BY_HAND: "ban by hand",
    Kind.TAKEN_BACK_BY_HAND: "take-back by hand",
    Kind.SKIPPED_BY_HAND: "skip by hand",
    Kind.HURRIED_BY_HAND: "hurry by hand",
}
_PLURALS = {"person": "people"}
_UNITS = {name: timedelta(**{f"{name}s": 1}) for name in ("day", "hour", "minute", "second")}
_MOST_DAYS = 9999  # that rules.yaml can say


def plural(noun: str, number: int = 2) -> str:
    """`delivery` for 1, else `deliveries`."""
    if number == 1:
        return noun
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return _PLURALS.get(noun, f"{noun}s")


def counted(number: int, noun: str) -> str:
    """`1 tag`, `2 tags`, `3 deliveries`, `4 people`"""
    return f"{number} {plural(noun, number)}"


def with_article(noun: str) -> str:
    """`a tag`, `an automation`; of a quoted word too: `an 'abandoned cart'`."""
    first = noun.lstrip("'")[:1].lower()
    return f"{'an' if first in {*'aeiou'} else 'a'} {noun}"


def join_and(words: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`; empty for none."""
    return _joined(words, "and")


def join_or(words: Iterable[str]) -> str:
    """`a`, `a or b`, `a, b or c`; empty for none."""
    return _joined(words, "or")


def quoted(words: Iterable[str]) -> str:
    """`'a', 'b' or 'c'`"""
    return join_or(f"'{word}'" for word in words)


def _joined(words: Iterable[str], last: str) -> str:
    *most, end = [*words] or [""]
    return f"{', '.join(most)} {last} {end}" if most else end


def money(hundredths: int, currency: str = "") -> str:
    """`14.99`, `14.99 USD`"""
    sign = "-" if hundredths < 0 else ""
    return f"{sign}{abs(hundredths) // 100}.{abs(hundredths) % 100:02} {currency}".rstrip()


def span(time: timedelta) -> str:
    """`7 days`, `36 hours`, `90 seconds`: in the largest unit of which it is a whole number; weeks
    where rules.yaml could not say the days."""
    if time // _UNITS["day"] > _MOST_DAYS:
        return counted(time // timedelta(weeks=1), "week")
    whole = (unit for unit, length in _UNITS.items() if time and not time % length)
    unit = next(whole, "second")
    return counted(time // _UNITS[unit], unit)


def duration(time: timedelta) -> str:
    """`20 days`, `14 days and 5 minutes`: the two largest units that it has."""
    told = []
    for unit, length in _UNITS.items():
        number, time = divmod(time, length)
        told += [counted(number, unit)] if number else []
    return " and ".join(told[:2]) or "0 seconds"


def clock(time: datetime | None) -> str:
    """`21 Nov 2026, 14:05` on this machine's clock; empty for no time."""
    return f"{time.astimezone():%-d %b %Y, %H:%M}" if time else ""


def day(time: datetime) -> str:
    """`31 Mar 2026`, of a time that counts by the day in UTC, as the end of access does."""
    return f"{time.astimezone(UTC):%-d %b %Y}"


def exact_clock(time: datetime | None) -> str:
    """`21 Nov 2026, 14:05:09`"""
    return f"{time.astimezone():%-d %b %Y, %H:%M:%S}" if time else ""


def local_iso(time: datetime | None) -> str:
    """ISO to the second with the zone of this machine, for scripts; empty for no time."""
    return time.astimezone().isoformat(timespec="seconds") if time else ""


def verb(told: Mapping[str, Any]) -> str:
    """`add`, `set the field`: what stands before the name. `told` is a row of a delivery's record;
    of a membership's part that is still to come, its word."""
    if told["action"] not in set(Action):
        to = " to" if told["action"] in (GIVE_ACCESS, END_ACCESS) else ""
        return f"{told['action']}{to}"
    action = Action(told["action"])
    return _VERBS.get(action, str(action))


def rest(told: Mapping[str, Any]) -> str:
    """` for product-12 on 28 Nov 2026, 14:05`, ` until 31 Mar 2026`; it stands behind the name."""
    words = f" to '{told['value']}'" if told.get("value") else ""
    if told.get("item") and told["action"] in (Action.GRANT, Action.REVOKE):
        words += f" for {told['item']}"
    if told.get("until"):
        words += f" until {day(datetime.fromisoformat(told['until']))}"
    if told.get("due_at"):
        words += f" on {clock(datetime.fromisoformat(told['due_at']))}"
    return words


def wish(told: Mapping[str, Any]) -> str:
    """`add 'Gold' for product-12`"""
    return f"{verb(told)} '{told['tag']}'{rest(told)}"


def unended(sentence: str) -> str:
    """Without its full stop, which may stand within a quotation: for one that goes on."""
    if sentence.endswith(".'"):
        return f"{sentence[:-2]}'"
    return sentence.rstrip(".")


def named(sort: Sort, name: str) -> str:
    """`Gold`, `the list Newsletter`"""
    return f"{_SORTS.get(sort, '')}{name}"


def event_noun(kind: Kind) -> str:
    """`failed payment`, and the event's own word where that is a noun."""
    return _NOUNS.get(kind, str(kind))


def event_words(event: Event) -> str:
    """`payment failed (order.rebill_failed), test mode`"""
    word = f" ({event.word})" if event.word and event.word != event.kind else ""
    return f"{event.kind}{word}{', test mode' if event.mode == 'test' else ''}"


def item_words(item: Item) -> str:
    """`product-12 plan 90222`, as in rules.yaml."""
    return f"{item.key} plan {item.plan}" if item.plan else item.key


def name_of(contact: Contact) -> str:
    """First and last name, as far as they are known."""
    return " ".join(filter(None, (contact.first_name, contact.last_name)))


def name_and_address(contact: Contact) -> str:
    """`Ada Lovelace <ada@example.com>`, as far as they are known."""
    name = name_of(contact)
    return f"{name} <{contact.email}>" if name and contact.email else contact.email or name


def waiting_words(number: int) -> str:
    """What a pause means for the deliveries that wait."""
    on = "waits and goes on by itself" if number == 1 else "wait and go on by themselves"
    return f"{number:,} {plural('delivery', number)} {on} once this is put right."


def hand_words(event: Event, ids: Mapping[str, int]) -> list[tuple[str, str]]:
    """What a hand said, each part with its label; nothing of what the cart said. `ids` are
    deliveries by their keys."""
    hand, back = event.hand, event.kind is Kind.TAKEN_BACK_BY_HAND
    if hand is None:
        return []
    about = ids.get(hand.about)
    return [
        ("Membership", hand.membership or ("" if hand.about else "every membership")),
        ("Takes back", f"delivery {about}" if back and about else ""),
        ("About", "" if back else hand.what or hand.about),
        ("Until", clock(hand.until)),
        ("Why", hand.why),
    ]


def json_text(what: object) -> str:
    """JSON over several lines. Letters that would steer a terminal, or turn a page's writing
    round, stand in it as their escapes; whoever parses it reads what came."""
    told = json.dumps(what, indent=2, ensure_ascii=False)
    return "".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in told)
