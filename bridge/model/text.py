"""How a wish is worded for people, wherever it is shown: on pages and by commands."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bridge.model import Action, Event, Kind, Sort

# What stands before the target's name.
_VERBS = {
    Action.SUBSCRIBE: "subscribe to the list",
    Action.RESUBSCRIBE: "subscribe, even after an opt-out, to the list",
    Action.UNSUBSCRIBE: "unsubscribe from the list",
    Action.SET: "set the field",
    Action.START: "start the automation",
}
_SORTS = {Sort.LIST: "the list ", Sort.FIELD: "the field ", Sort.AUTOMATION: "the automation "}

_NAMES = {"activecampaign": "ActiveCampaign", "thrivecart": "ThriveCart"}

Day = Callable[[datetime], str]


def called(name: str) -> str:
    """A cart's or CRM's own spelling of its name."""
    return _NAMES.get(name, name)


def verb(told: Mapping[str, Any]) -> str:
    """`add`, `set the field`: what stands before the name. `told` is a row of a delivery's record;
    of a membership's part that is still to come, its word."""
    if told["action"] not in set(Action):
        return str(told["action"])
    action = Action(told["action"])
    return _VERBS.get(action, str(action))


def rest(told: Mapping[str, Any], day: Day) -> str:
    """` for product-12 on 28 Nov 2026`: what stands behind the name; `day` words a time."""
    words = f" to '{told['value']}'" if told.get("value") else ""
    if told.get("item") and told["action"] in (Action.GRANT, Action.REVOKE):
        words += f" for {told['item']}"
    if told.get("due_at"):
        words += f" on {day(datetime.fromisoformat(told['due_at']))}"
    return words


def wish(told: Mapping[str, Any], day: Day) -> str:
    """`add 'Gold' for product-12`"""
    return f"{verb(told)} '{told['tag']}'{rest(told, day)}"


def named(sort: Sort, name: str) -> str:
    """`Gold`, `the list Newsletter`"""
    return f"{_SORTS.get(sort, '')}{name}"


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
        ("About", "" if back else hand.about),
        ("Until", clock(hand.until) if hand.until else ""),
        ("Why", hand.why),
    ]


def clock(time: datetime) -> str:
    """`21 Nov 2026, 14:05` on this machine's clock."""
    return f"{time.astimezone():%-d %b %Y, %H:%M}"


def exact_clock(time: datetime) -> str:
    """`21 Nov 2026, 14:05:09`"""
    return f"{time.astimezone():%-d %b %Y, %H:%M:%S}"


def json_text(what: object) -> str:
    """JSON over several lines. Letters that would steer a terminal, or turn a page's writing
    round, stand in it as their escapes; whoever parses it reads what came."""
    told = json.dumps(what, indent=2, ensure_ascii=False)
    return "".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in told)
