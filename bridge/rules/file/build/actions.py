"""From what was found behind the keys of actions and times to what a rule does, and when."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from yaml.nodes import MappingNode

from bridge.model import TURNS, Action, Kind
from bridge.model.text import quoted, with_article
from bridge.rules import HELD, NEVER, PERIOD_END, Later, ordered
from bridge.rules.file.build.styles import Actions
from bridge.rules.file.grammar import keys_of_rules, times
from bridge.rules.file.grammar.forms import Table
from bridge.rules.file.grammar.phrases import WITHOUT_PERIOD
from bridge.rules.file.grammar.reader import Found, word_of, words_of
from bridge.rules.file.report import Say

ACTIONS = tuple(str(key.name) for key in keys_of_rules.ACTIONS)


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
    after, end = word_of(entries, "after"), bool(words_of(entries, "at"))
    unless = words_of(entries, "unless")
    if not after and not end:
        if "unless" in entries and not entries.keys() & {"after", "at"}:
            say(
                entries["unless"].line,
                "'unless' stands without 'after' or 'at', so there is nothing to call off.",
                id="does-nothing", suggestion="Write when it is to happen, or take it out.",
            )  # fmt: skip
        return None
    if "unless" in entries and not unless:  # told already; more would be about the same mistake
        unless = (NEVER,)
    later = times.later_of(after, end, unless)
    later = replace(later, line=entries["after" if after else "at"].line)
    for what, suggestion in _not_together(later, frozenset(kinds)):
        say(entries["unless"].line, what, id="not-together", suggestion=suggestion)
    if end:
        check_period(kinds, entries["at"].line if "at" in entries else line, say)
    return later


def _not_together(later: Later, kinds: frozenset[Kind]) -> list[tuple[str, str]]:
    """What stands behind `unless` and calls off nothing, or the rule itself; with what to do."""
    found = []
    if later.never and later.kinds:
        what = "'never' stands beside other events behind 'unless'."
        found.append((what, "Keep it, or them."))
    for kind in ordered(later.kinds & kinds):
        what = f"'unless' names '{kind}', for which the rule itself waits, so it would never act."
        found.append((what, "Take it out of one of the two."))
    # Access that starts or ends calls off nothing that an event of the cart put off.
    for kind in ordered(later.kinds & TURNS if kinds and not kinds & TURNS else ()):
        (turned,) = TURNS - {kind}
        only = f"which calls off only what a rule with 'when: {turned}' puts off."
        instead = "Name an event of the cart, such as 'any purchase'."
        found.append((f"'unless' names '{kind}', {only}", instead))
    return found


def check_period(kinds: Collection[Kind], line: int, say: Say) -> None:
    """Says which of the kinds cannot tell the end of the paid period."""
    for kind in ordered(kinds):
        if kind in WITHOUT_PERIOD:
            what = f"{with_article(quoted([kind]))} does not tell the end of the paid period, so"
            instead = f"Write a time instead of '{PERIOD_END}', such as 'after: 7 days'."
            nothing = f"{what} nothing can be put off to it."
            say(line, nothing, id="wrong-time", suggestion=instead)
