"""Destinations that need somebody: paused because they refuse the bridge, silent for long, or
without names of the rules."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Engine

from bridge.destinations.registry import called, label
from bridge.explain.readiness.account_steps import EXAMPLES_NAMES, lacking_names, makes_itself
from bridge.explain.readiness.step import LackingName
from bridge.explain.troubles.need import Need, NeedAction, NeedKind, Remedy
from bridge.model import Destination, target_key
from bridge.model.text import clock, counted, join_and
from bridge.rules import Rules
from bridge.rules.shipped_example import is_shipped_example
from bridge.store.destinations import DestinationState
from bridge.store.readiness import account_looks
from bridge.store.readiness.account_looks import AccountLook
from bridge.store.troubles.told_names import told_names

SILENT_FOR = timedelta(minutes=30)  # until then it is left to itself
_LISTED = 3  # names that are told

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


def name_needs(
    engine: Engine, rules: Rules, refused: Collection[tuple[str, str]]
) -> Iterator[Need]:
    """What each account lacked when it was asked last, and is not known to have been told since;
    without those that are `refused` there already: destinations with the keys of targets."""
    looks = account_looks.looks(engine)
    for each in rules.destinations:
        look = looks.get(each.name)
        lacking = [*_known_lacking(engine, look, each, rules, refused)] if look else []
        if look and lacking and not makes_itself(lacking, rules):
            words = f"{label(each)} lacks {counted(len(lacking), 'name')} of your rules."
            what = f"{_make_words(rules)} Set-up lists them, and asks again whether they are there."
            show = NeedAction(Remedy.SHOW_SET_UP, "See which these are")
            quote = f"{_listed(lacking)}, when it was asked last ({clock(look.at)})."
            yield Need(f"lacking:{each.name}", NeedKind.LACKING, words, what, quote=quote,
                       action=show)  # fmt: skip


def _known_lacking(
    engine: Engine,
    look: AccountLook,
    destination: Destination,
    rules: Rules,
    refused: Collection[tuple[str, str]],
) -> Iterator[LackingName]:
    lacked = {target_key(e.sort, e.name): e for e in lacking_names(look, destination, rules)}
    told = told_names(engine, destination.name, look.at) if lacked else set()
    for key, each in lacked.items():
        if key not in told and (destination.name, key) not in refused:
            yield each


def _listed(lacking: Sequence[LackingName]) -> str:
    """`'Gold', 'Silver' and 9 more`"""
    some = [f"'{each.name}'" for each in lacking[:_LISTED]]
    more = len(lacking) - len(some)
    return join_and([*some, f"{more} more"] if more else some)


def _make_words(rules: Rules) -> str:
    if is_shipped_example(rules):
        return EXAMPLES_NAMES
    return "Make them there, or put their names right in the rules, before a buyer needs them."
