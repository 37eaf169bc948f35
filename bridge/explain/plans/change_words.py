"""What a plan would change, in words: `+ Gold at school`, `rule 'Gold: cancelled' (line 4)`."""

from datetime import datetime

from bridge.destinations.registry import called
from bridge.explain.tag_reasons import rule_of
from bridge.model import Sort
from bridge.model.text import day, named
from bridge.reconcile.plans.comparison import Change, Planned


def change_words(change: Change) -> str:
    """`+ Gold at school`, `= the field Level`"""
    return f"{_what(change)}{_where(change)}"


def reason_words(change: Change) -> str:
    """`rule 'Gold: cancelled' (line 4)`"""
    rule, line = rule_of(change.because), change.because.line
    if not rule:
        return "no rule speaks of it any more"
    return f"rule '{rule}'{f' (line {line})' if line else ''}"


def person_words(planned: Planned) -> str:
    """`bea@example.com: + Gold, - GoldCANC (Gold opens)`"""
    changes = ", ".join(f"{_what(each)}{_value(each)}{_where(each)}" for each in planned.changes)
    turns = [f"{name} opens" for name in planned.opens]
    turns += [f"{name} closes" for name in planned.closes]
    access = f" ({', '.join(turns)})" if turns else ""
    return f"{planned.address}: {changes}{access}"


def _what(change: Change) -> str:
    sign = "=" if change.sort is Sort.FIELD else "+" if change.gains else "-"
    return f"{sign} {named(change.sort, change.name)}"


def _value(change: Change) -> str:
    """What a field is set to, or until when access is given."""
    if change.sort is Sort.ACCESS and change.value:
        return f" until {day(datetime.fromisoformat(change.value))}"
    return f" '{change.value}'" if change.value else ""


def _where(change: Change) -> str:
    """Where there are several destinations: ` at school`"""
    return f" at {called(change.destination)}" if change.destination else ""
