"""How long one person's whole life takes to fold: the work behind every reconciled contact."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from benchmarks.table import Row
from bridge.entitlements.fold import fold
from bridge.entitlements.inputs import Fact
from bridge.model import Event
from bridge.rules import Rules
from bridge.rules.file import parse
from bridge.sources.thrivecart.samples import as_form, delivery
from bridge.sources.thrivecart.source import read_saved

_RULES = "crm: activecampaign\nmemberships:\n  Gold:\n    items: product-12\n"
_BEGAN = datetime(2020, 1, 1, tzinfo=UTC)


def lives() -> Iterator[Row]:
    """The median of nine; a life is one order with a payment each day."""
    rules = parse(_RULES)
    for count, aim in ((20, "none set"), (5_000, "none set")):
        facts = [Fact(event, rules.effects(event)) for event in _life(count)]
        yield f"a life of {count:,} events, folded", f"{_seconds(facts, rules) * 1e3:.1f} ms", aim


def _seconds(facts: list[Fact], rules: Rules) -> float:
    took = []
    for _ in range(9):
        started = time.perf_counter()
        fold(facts, lambda _: rules, _BEGAN + timedelta(days=9_000))
        took.append(time.perf_counter() - started)
    return sorted(took)[4]


def _life(count: int) -> list[Event]:
    told = (
        delivery("rebill" if day else "purchase", at=_BEGAN + timedelta(days=day))
        for day in range(count)
    )
    return [event for fields in told if (event := read_saved(as_form(fields)))]
