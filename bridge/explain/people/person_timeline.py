"""All that came of one person, a sentence each, the newest first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bridge.explain.backlog import next_step
from bridge.explain.hands import about_of, hand_sentence
from bridge.model import BY_HAND
from bridge.model.text import counted, event_noun, item_words, join_and
from bridge.store.delivery import Delivery, State
from bridge.store.destinations import DestinationState

# For a change that was made, the word before its name.
_CHANGES = {"taken off": "removed", "fired": "triggered"}
_LATE = timedelta(minutes=10)


@dataclass(frozen=True)
class TimelineEntry:
    """One delivery: `happened` is when, `says` what, `became` what came of it; `again` says how
    often it came. `came` is when, where that was later: the newest to come stands first."""

    id: int
    happened: datetime
    says: str
    state: State
    became: str
    again: str = ""
    is_test: bool = False
    came: datetime | None = None


def timeline(
    deliveries: Iterable[Delivery],
    names: Mapping[str, str],
    accounts: Sequence[DestinationState],
    now: datetime,
    hands: Mapping[int, str] | None = None,
) -> Iterator[TimelineEntry]:
    """In the order in which they are given; `names` are the items' by their keys, `hands` those who
    said by hand what did not come of itself, by the deliveries' ids."""
    for each in deliveries:
        event = each.event
        times, happened = each.duplicates + 1, event.occurred_at or each.received_at
        yield TimelineEntry(
            each.id,
            happened,
            _says(each, names, (hands or {}).get(each.id, "")),
            each.state,
            _became(each, accounts, now),
            f"came {times} times" if each.duplicates else "",
            event.mode == "test",
            each.received_at if each.received_at - happened > _LATE else None,
        )


def _says(delivery: Delivery, names: Mapping[str, str], who: str) -> str:
    """`Failed payment for Gold year (product-12 plan 9), order 1001`"""
    event = delivery.event
    if event.kind in BY_HAND:
        about = f"{told}: " if (told := about_of(delivery)) else ""
        return f"{about}{hand_sentence(delivery)}{f', said by {who}' if who else ''}"
    noun = event_noun(event.kind)
    items = join_and(_item(names.get(each.key), item_words(each)) for each in event.items)
    order = f", order {event.order_id}" if event.order_id else ""
    return f"{noun[:1].upper()}{noun[1:]}{f' of {items}' if items else ''}{order}"


def _item(name: str | None, words: str) -> str:
    return f"{name} ({words})" if name else words


def _became(delivery: Delivery, accounts: Sequence[DestinationState], now: datetime) -> str:
    """`added Gold and removed GoldPAYF`, or why it waits, failed, or nothing follows."""
    if words := next_step(delivery, now, accounts):
        return f"{words[:1].upper()}{words[1:]}"
    changed = [(_CHANGES.get(e["what"], e["what"]), e["tag"]) for e in delivery.results
               if e["changed"]]  # fmt: skip
    if changed:
        told = join_and(f"{did} {tag}" for did, tag in dict.fromkeys(changed))
        return f"{told[:1].upper()}{told[1:]}."
    if delivery.state is State.WAITING:
        return "Its turn comes."
    asked = len(delivery.results)
    return f"Nothing had to change: {counted(asked, 'thing')} stood right." if asked else ""
