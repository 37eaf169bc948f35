"""From what was found behind the keys of actions and times to what a rule does, and when."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from yaml.nodes import MappingNode

from bridge.model import TURNS, Action, Kind
from bridge.rules import HELD, NEVER, PERIOD_END, Later, ordered
from bridge.rules.file.grammar import keys_done
from bridge.rules.file.grammar import times
from bridge.rules.file.build.conditions import words_of
from bridge.rules.file.grammar.forms import Table
from bridge.rules.file.grammar.reading import Found
from bridge.rules.file.report import Say
from bridge.rules.file.build.styles import Actions

ACTIONS = tuple(str(key.name) for key in keys_done.ACTIONS)
# ThriveCart tells a paid period with what becomes of a subscription, not with these.
WITHOUT_PERIOD = (Kind.PURCHASE, Kind.REFUND, Kind.ABANDONED_CART, Kind.COMPLETED, *ordered(TURNS))


def does_nothing(node: MappingNode, table: Table) -> bool:
    """Whether no key is an action, nor wrong: a wrong one may be an action, and is told itself."""
    names = [key.value for key, _ in node.value]
    known = [key.name for key in table.keys]
    return all(name in known and name not in ACTIONS for name in names)


def actions_of(entries: Mapping[str, Found]) -> Actions:
    """What the file wants done, by the names of Rule's fields."""
    told: dict[str, tuple[object, ...]] = {
        held: words_of(entries, action) for action, held in HELD.items()
    }
    named = entries[Action.SET].named if Action.SET in entries else {}
    told["sets"] = tuple((field, words[0]) for field, words in named.items() if words)
    return {held: targets for held, targets in told.items() if targets}


def later_in(
    entries: Mapping[str, Found], kinds: Collection[Kind], line: int, say: Say
) -> Later | None:
    """What puts off a rule for these kinds; None where nothing does, or it is wrong."""
    after, end = words_of(entries, "after"), words_of(entries, "at")
    unless = words_of(entries, "unless")
    if not after and not end:
        if "unless" in entries and not entries.keys() & {"after", "at"}:
            what = "'unless' stands without 'after' or 'at', so there is nothing to call off."
            say(entries["unless"].line, f"{what} Write when it is to happen, or take it out.")
        return None
    if "unless" in entries and not unless:  # told already; more would be about the same mistake
        unless = (NEVER,)
    later = times.later_of(after[0] if after else "", bool(end), unless)
    later = replace(later, line=entries["after" if after else "at"].line)
    if later.never and later.kinds:
        what = "'never' stands beside other events behind 'unless'. Keep it, or them."
        say(entries["unless"].line, what)
    for kind in ordered(later.kinds & frozenset(kinds)):
        what = f"'unless' names '{kind}', for which the rule itself waits, so it would never act."
        say(entries["unless"].line, f"{what} Take it out of one of the two.")
    if kinds and not TURNS & frozenset(kinds):
        _check_turns(later.kinds, entries, say)
    if end:
        check_period(kinds, entries["at"].line if "at" in entries else line, say)
    return later


def _check_turns(unless: Collection[Kind], entries: Mapping[str, Found], say: Say) -> None:
    """Access that starts or ends calls off nothing that an event of the cart put off."""
    for kind in ordered(TURNS & frozenset(unless)):
        (turned,) = TURNS - {kind}
        say(
            entries["unless"].line,
            f"'unless' names '{kind}', which calls off only what a rule with 'when: {turned}' puts "
            "off. Name an event of the cart, such as 'any purchase'.",
        )


def check_period(kinds: Collection[Kind], line: int, say: Say) -> None:
    """Says which of the kinds cannot tell the end of the paid period."""
    for kind in ordered(kinds):
        if kind in WITHOUT_PERIOD:
            a = "an" if kind[0] == "a" else "a"
            say(
                line,
                f"{a} '{kind}' does not tell the end of the paid period, so nothing can be put off "
                f"to it. Write a time instead of '{PERIOD_END}', such as 'after: 7 days'.",
            )
