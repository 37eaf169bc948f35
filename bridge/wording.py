"""How a wish is worded for people, wherever it is shown: on pages and by commands."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bridge.model import Action, Change, Sort

# What stands before the target's name.
_VERBS = {
    Action.SUBSCRIBE: "subscribe to the list",
    Action.RESUBSCRIBE: "subscribe, even after an opt-out, to the list",
    Action.UNSUBSCRIBE: "unsubscribe from the list",
    Action.SET: "set the field",
    Action.START: "start the automation",
}
# What other rules decided anew, by what is wished of the list; of a tag, the wish says it itself.
_LISTS = {"put on": "subscribe to the list", "take off": "unsubscribe from the list"}
_SORTS = {Sort.LIST: "the list ", Sort.FIELD: "the field ", Sort.AUTOMATION: "the automation "}

_NAMES = {"activecampaign": "ActiveCampaign", "thrivecart": "ThriveCart"}

Day = Callable[[datetime], str]


def called(name: str) -> str:
    """A cart's or CRM's own spelling of its name."""
    return _NAMES.get(name, name)


def verb(told: Mapping[str, Any]) -> str:
    """`add`, `set the field`: what stands before the name. `told` is a change as JSON."""
    action = Action(told["action"])
    if action is Action.DECIDE_ANEW:
        return _anew(told)
    sort = _SORTS.get(told.get("sort", ""), "")
    return f"{_VERBS.get(action, str(action))} {sort}".rstrip()


def _anew(told: Mapping[str, Any]) -> str:
    sort, wish = told.get("sort"), told.get("value") or "look again at"
    if sort == Sort.FIELD:
        return _VERBS[Action.SET]
    return _LISTS.get(wish, f"{wish} the list") if sort == Sort.LIST else wish


def rest(told: Mapping[str, Any], day: Day) -> str:
    """` for product-12 on 28 Nov 2026`: what stands behind the name; `day` words a time."""
    anew = Action(told["action"]) is Action.DECIDE_ANEW and told.get("sort") != Sort.FIELD
    words = f" to '{told['value']}'" if told.get("value") and not anew else ""
    if told["claim"] and Action(told["action"]) is not Action.CALL_OFF:
        words += f" for {told['claim']}"
    if told.get("due_at"):
        words += f" on {day(_time(told['due_at']))}"
    return words


def wish(told: Mapping[str, Any], day: Day) -> str:
    """`add 'Gold' for product-12`"""
    return f"{verb(told)} '{told['tag']}'{rest(told, day)}"


def wish_of(change: Change, day: Day) -> str:
    """The same of a Change."""
    return wish(vars(change), day)


def named(sort: Sort, name: str) -> str:
    """`Gold`, `the list Newsletter`"""
    return f"{_SORTS.get(sort, '')}{name}"


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


def _time(told: datetime | str) -> datetime:
    return told if isinstance(told, datetime) else datetime.fromisoformat(told)
