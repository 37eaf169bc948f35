"""What the rules lack for a delivery, and which of them it nearly matched."""

from collections.abc import Callable
from typing import NamedTuple

from bridge.model import Event
from bridge.rules import Rules, SpokenOf, near_misses


class Near(NamedTuple):
    """`unnamed` is a sentence on what of the sale no rule names; `misses` are as of
    `near_misses`."""

    unnamed: str = ""
    misses: tuple[str, ...] = ()


class NearMisses:
    """`rules_now` gives the rules as they stand, or None while there are none."""

    def __init__(self, rules_now: Callable[[], Rules | None]) -> None:
        self._rules_now = rules_now

    def __call__(self, event: Event, state: str) -> Near:
        """Of a delivery in this state; nothing while there are no rules, or none is missed."""
        rules = self._rules_now()
        if rules is None:
            return Near()
        if state == "no rule":
            return Near(misses=near_misses(rules, event))
        items = SpokenOf(rules).unmapped(event) if state in ("applied", "failed") else ()
        if not items:
            return Near()
        words = " or ".join(f"{i.key} plan {i.plan}" if i.plan else i.key for i in items)
        unnamed = (
            f"None of the rules that match names {words}, as they stand now; `bridge unmapped` "
            "prints one that would."
        )
        return Near(unnamed, near_misses(rules, event))
