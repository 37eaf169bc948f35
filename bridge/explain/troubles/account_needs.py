"""Destinations that need somebody: paused because they refuse the bridge, or silent for long."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from bridge.destinations.registry import called
from bridge.explain.troubles.need import Need, NeedAction, NeedKind, Remedy
from bridge.store.destinations import DestinationState

SILENT_FOR = timedelta(minutes=30)  # until then it is left to itself

_GOES_ON = "What waits for it goes on by itself then."


def account_needs(accounts: Iterable[DestinationState], now: datetime) -> Iterator[Need]:
    for each in accounts:
        ask = NeedAction(Remedy.ASK, "Ask it again now", {"destination": each.name})
        if each.paused:
            words = f"{called(each.name)} is paused: it refuses the bridge."
            yield Need(
                f"paused:{each.name}", NeedKind.PAUSED, words, _GOES_ON, each.paused_since,
                quote=each.paused_because, action=ask,
            )  # fmt: skip
        elif each.silent_since and each.silent_since <= now - SILENT_FOR:
            words = f"{called(each.name)} does not answer."
            what = f"Look whether it is down, or its address is wrong. {_GOES_ON}"
            yield Need(
                f"silent:{each.name}", NeedKind.SILENT, words, what, each.silent_since,
                quote=each.silent_because, action=ask,
            )  # fmt: skip
