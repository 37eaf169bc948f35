"""From what was found behind the keys of conditions to the conditions themselves."""

from collections.abc import Callable, Mapping

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bridge.rules import (
    UNKNOWN_PLAN,
    Amount,
    Condition,
    ConditionSet,
    Consent,
    Group,
    Named,
    Payment,
    SinceOrder,
    Words,
)
from bridge.rules.file.grammar.bounds import amounts_within, times_within
from bridge.rules.file.grammar.forms import Form, Table
from bridge.rules.file.grammar.reader import Found, read_keys, words_of
from bridge.rules.file.grammar.words import NO, YES
from bridge.rules.file.problem import Wrong
from bridge.rules.file.report import Say, show
from bridge.rules.file.yaml.indentation import dash_of_keys
from bridge.rules.file.yaml.nodes import is_empty, line_of

_OF_WORDS = ("mode", "currency", "coupon", "affiliate", "refund")
_OF_VALUES = ("passthrough", "custom fields")
_MADE_OF: Mapping[str, Callable[[Found], Condition]] = {
    "amount": lambda found: Amount(found.words, *amounts_within(found.words)),
    "consent": lambda found: Consent(found.words[0].lower() in YES),
    "payment": lambda found: Payment(found.words),
    "since order": lambda found: SinceOrder(found.words, *times_within(found.words)),
}


def conditions_of(entries: Mapping[str, Found], table: Table, say: Say) -> tuple[Condition, ...]:
    """The conditions about the event as a whole, in the table's order."""
    found: list[Condition] = []
    for key in table.keys:
        entry = entries.get(key.name)
        if entry and isinstance(key.takes, Table) and key.name in ("any", "all", "not"):
            blocks = _blocks(entry, key.takes, say)
            found += [Group(key.name, blocks)] if blocks else []
        elif entry and key.name in _MADE_OF and entry.words:
            found.append(_MADE_OF[key.name](entry))
        elif entry and key.name in _OF_WORDS and entry.words:
            found.append(Words(key.name, entry.words))
        elif entry and key.name in _OF_VALUES and entry.named:
            found.append(Named(key.name, tuple(entry.named.items())))
    return tuple(found)


def plans_of(entries: Mapping[str, Found]) -> tuple[str, ...]:
    """Pricing options, "" for those of events that name none."""
    return tuple("" if plan == UNKNOWN_PLAN else plan for plan in words_of(entries, "plans"))


def is_enabled(entries: Mapping[str, Found]) -> bool:
    return not any(word.lower() in NO for word in words_of(entries, "enabled"))


def sets_in(found: Found, table: Table, say: Say) -> list[Node]:
    """The sets of keys in a list, as nodes; where the table says so, one may stand without it."""
    node = found.node
    if table.or_one and isinstance(node, MappingNode) and node.value:
        return [node]
    if not isinstance(node, SequenceNode) or not node.value:
        at, told = dash_of_keys(node)
        say(at or found.line, told or _no_list(node, table))
        return []
    sets: list[Node] = []
    for entry in node.value:
        if is_empty(entry):
            write = f"Write the {table.what} behind it."
            say(line_of(entry), "a '-' stands alone.", id="missing-value", suggestion=write)
        elif sets and (key := _dash_of_its_own(entry, sets[-1], table)):
            what = f"the '-' before '{key}' begins another {table.what}."
            below = f"Take it out, so that '{key}' stands below '{table.keys[0].name}'."
            say(line_of(entry), what, id="indentation", suggestion=below)
            sets[-1].value.extend(entry.value)
        else:
            sets.append(entry)
    return sets


def _dash_of_its_own(entry: Node, before: Node, table: Table) -> str:
    """The one key of an entry that belongs to the entry before, which lacks it; else ""."""
    first, known = table.keys[0], {key.name for key in table.keys}
    mappings = isinstance(entry, MappingNode) and isinstance(before, MappingNode)
    if not first.required or not mappings or len(entry.value) != 1:
        return ""
    name, taken = entry.value[0][0].value, {key.value for key, _ in before.value}
    alone = isinstance(name, str) and name in known - {first.name} - taken
    return name if alone and first.name in taken else ""


def _no_list(node: Node, table: Table) -> Wrong:
    """What stands where a list is due; a part of the file may have been put below another."""
    pairs = [*node.value] if isinstance(node, MappingNode) else []
    for part in ("memberships", "examples"):
        if any(key.value == part for key, _ in pairs):
            what = f"'{part}' is no rule but a part of the file."
            return Wrong("indentation", what, "Begin it in the first column.")
    first = table.keys[0].name
    each = f"Begin each {table.what} with '- {first}:'."
    if first == "name" and pairs and isinstance(pairs[0][1], MappingNode):
        name = show(str(pairs[0][0].value))
        each += f" Write '- name: {name}' instead of '{name}:'."
    if isinstance(node, ScalarNode) and (key := _key_for(node.value, table)):
        each = f"Write {{{key}}}." if table.or_one else f"Write [{{{key}}}]."
    return Wrong("wrong-shape", "here a list is due.", each)


def _key_for(word: str, table: Table) -> str:
    """`items: upsell-3`, where a word stands alone that can only be of that key; else ""."""
    forms = {key.name: key.takes for key in table.keys if isinstance(key.takes, Form)}
    if word in forms:
        return f"{word}: …"
    fitting = (name for name, form in forms.items() if not form.free and not form.check(word))
    name = next(fitting, "")
    return f"{name}: {show(word)}" if name else ""


def _blocks(found: Found, table: Table, say: Say) -> tuple[ConditionSet, ...]:
    blocks = []
    for node in sets_in(found, table, say):
        entries = read_keys(node, table, line_of(node), say)
        if isinstance(node, MappingNode) and not node.value:
            what = "the set of conditions is empty."
            say(line_of(node), what, id="missing-value", suggestion="Write one, or take it out.")
        block = ConditionSet(
            words_of(entries, "items"), plans_of(entries), conditions_of(entries, table, say)
        )
        blocks += [block] if block else []
    return tuple(blocks)
