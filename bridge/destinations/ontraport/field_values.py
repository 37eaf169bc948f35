"""How a value is written for each kind of Ontraport's fields; what cannot be is refused by name.

Kinds and their values: https://api.ontraport.com/doc/#field-types: dates are unix seconds, a
choice is its number, a tick is 1 or 0.
"""

import re
from datetime import UTC, date, datetime, time

from bridge.destinations.ontraport.directory import OntraportFieldKind
from bridge.destinations.verdicts import TargetRefused
from bridge.model import tag_key

_AS_WRITTEN = frozenset({"text", "longtext", "email", "phone", "sms", "url", "address"})
_NUMBERS = frozenset({"numeric", "price"})
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_DATES = frozenset({"fulldate", "timestamp"})
# Her address, her consent and her tags are no fields of a rule.
_NOT_OURS = frozenset({"id", "email", "bulk_mail", "bulk_sms", "contact_cat", "owner", "unique_id"})
_TICKS = dict.fromkeys(("yes", "true", "on", "1"), "1") | dict.fromkeys(
    ("no", "false", "off", "0"), "0"
)
_ONLY_TEXT = "The bridge sets texts, numbers, dates, ticks and drop-downs: choose such a field."


def written(name: str, kind: OntraportFieldKind, value: str) -> str:
    """As the API takes it. Raises TargetRefused, without the value in its words."""
    if kind.key in _NOT_OURS or not kind.writable:
        raise _refusal(name, "is not for the bridge to set", "Choose another field.")
    if kind.type in _AS_WRITTEN:
        return value
    if kind.type in _NUMBERS:
        return _number(name, value)
    if kind.type in _DATES:
        return _seconds(name, value)
    if kind.type == "check":
        return _tick(name, value)
    if kind.type == "drop":
        return _choice(name, kind, value)
    if kind.type == "list":
        raise _refusal(name, "holds several choices, and setting one would wipe the others", "")
    raise _refusal(name, f"is of the kind '{kind.type}'", _ONLY_TEXT)


def _number(name: str, value: str) -> str:
    if not _NUMBER.fullmatch(value.strip()):
        raise _refusal(name, "holds a number", "Give it one, such as 14.99.")
    return value.strip()


def _seconds(name: str, value: str) -> str:
    """A day without a time is its noon in UTC: the same day nearly everywhere. How an account
    shows it is not verified."""
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError:
        raise _refusal(name, "holds a date", "Give it one, such as 2026-12-31.") from None
    if _is_day(value):
        moment = datetime.combine(moment, time(12))
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return str(int(aware.timestamp()))


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value.strip())
    except ValueError:
        return False
    return True


def _tick(name: str, value: str) -> str:
    tick = _TICKS.get(tag_key(value))
    if tick is None:
        raise _refusal(name, "is a tick", "Give it yes or no.")
    return tick


def _choice(name: str, kind: OntraportFieldKind, value: str) -> str:
    """By its label, else by its number."""
    wanted = tag_key(value)
    for label, number in kind.choices.items():
        if tag_key(label) == wanted:
            return number
    if wanted in kind.choices.values():
        return wanted
    raise _refusal(name, "has no such choice", "Add it there or correct rules.yaml.")


def _refusal(name: str, why: str, what_next: str) -> TargetRefused:
    return TargetRefused(f"The field '{name}' {why}. {what_next}".strip())
