"""What is said of rules for access that starts or ends, and of their words in other rules."""

from collections.abc import Iterator, Mapping, Sequence

from bridge.model import TURNS, Action, Kind, tag_key
from bridge.rules import Rule, ordered, words_in
from bridge.rules.file.grammar.keys_asked import CONDITIONS
from bridge.rules.file.grammar.nearest import unknown
from bridge.rules.file.grammar.reading import Found
from bridge.rules.file.report import Say, show

DATE = "date"  # the only placeholder: a turn is about no single order
_GOES_BY_ITEM = {Action.GRANT: Action.ADD, Action.REVOKE: Action.REMOVE}
_EITHER = " and ".join(f"'when: {kind}'" for kind in ordered(TURNS))


def settled(rule: Rule, entries: Mapping[str, Found], names: Sequence[str], say: Say) -> Rule:
    """The rule with the file's own spelling of its memberships, of which `names` are all; what is
    wrong with it as a rule for turns, or as one for events of the cart, is said."""
    turns = ordered(rule.when & TURNS)
    if not turns:
        _check_other(rule, entries, say)
        return rule
    _check_turn(rule, turns[0], entries, names, say)
    spelled = {tag_key(name): name for name in names}
    own = (spelled.get(tag_key(name), name) for name in rule.memberships)
    return rule.of_memberships(own)


def _check_other(rule: Rule, entries: Mapping[str, Found], say: Say) -> None:
    if "memberships" in entries and rule.when:
        what = f"'memberships' belongs to rules with {_EITHER}. Take it out"
        say(entries["memberships"].line, f"{what}; what is sold stands behind 'items'.")


def _check_turn(
    rule: Rule, turn: Kind, entries: Mapping[str, Found], names: Sequence[str], say: Say
) -> None:
    if others := ordered(rule.when - TURNS):
        what = f"'{turn}' and '{others[0]}' cannot stand behind one 'when': the first is about"
        say(entries["when"].line, f"{what} memberships, the other about a sale. Write two rules.")
        return
    for line, what in _wrong(rule, turn, entries):
        say(line, what)
    for line, what in _of_names(rule, turn, entries, names):
        say(line, what)


def _wrong(rule: Rule, turn: Kind, entries: Mapping[str, Found]) -> Iterator[tuple[int, str]]:
    for key in (str(key.name) for key in CONDITIONS if key.name in entries):
        what = f"'{key}' cannot stand in a rule for '{turn}', which is about memberships and no"
        yield entries[key].line, f"{what} single sale. Take it out."
    for action, instead in _GOES_BY_ITEM.items():
        if action in entries:
            what = f"'{action}' goes by the item sold, and '{turn}' is about none. Write"
            yield entries[action].line, f"{what} '{instead}'."
    for field, text in rule.sets:
        for word in (word for word in words_in(text) if word != DATE):
            yield (
                entries[Action.SET].line,
                f"'{show(field)}' cannot be set to '<{show(word)}>': '{turn}' is about no single "
                f"order. Of what stands between < and >, only <{DATE}> can be told here.",
            )


def _of_names(
    rule: Rule, turn: Kind, entries: Mapping[str, Found], names: Sequence[str]
) -> Iterator[tuple[int, str]]:
    line = entries["memberships"].line if "memberships" in entries else rule.line
    if not names:
        what = f"'{turn}' is about memberships, and the file has none. Write them below"
        yield line, f"{what} 'memberships', or wait for an event of the cart."
    elif "memberships" not in entries:
        what = f"'when: {turn}' needs 'memberships', the names of those whose access it is about."
        yield line, f"{what} Write 'memberships: {show(names[0])}', say."
    known = {tag_key(name) for name in names}
    for word in rule.memberships if names else ():
        if tag_key(word) not in known:
            yield line, unknown("membership", word, [show(name) for name in names])
