"""From what was found behind the keys of conditions to the conditions themselves."""

from collections.abc import Callable, Iterable, Mapping

from yaml.nodes import MappingNode, Node, SequenceNode

from bridge.rules import (
    UNKNOWN_PLAN,
    Amount,
    Block,
    Condition,
    Consent,
    Group,
    Named,
    Payment,
    Since,
    Words,
)
from bridge.rules.file.grammar.asked import amount_in
from bridge.rules.file.grammar.forms import Table
from bridge.rules.file.grammar.reading import Found, read_keys
from bridge.rules.file.report import Say
from bridge.rules.file.yaml.scalars import is_empty, line_of
from bridge.rules.file.grammar.since import since_in
from bridge.rules.file.yaml.unkeyed import dash_of
from bridge.rules.file.grammar.words import NO, YES

_GROUPS = ("any", "all", "not")


def conditions_of(entries: Mapping[str, Found], table: Table, say: Say) -> tuple[Condition, ...]:
    """The conditions about the event as a whole, in the table's order."""
    found: list[Condition] = []
    for key in table.keys:
        entry = entries.get(key.name)
        if entry and isinstance(key.takes, Table) and key.name in _GROUPS:
            blocks = _blocks(entry, key.takes, say)
            found += [Group(key.name, blocks)] if blocks else []
        elif entry and key.name in _MADE_OF and (entry.words or entry.named):
            found.append(_MADE_OF[key.name](entry))
    return tuple(found)


def plans_of(entries: Mapping[str, Found]) -> tuple[str, ...]:
    """Pricing options, "" for those of events that name none."""
    return tuple("" if plan == UNKNOWN_PLAN else plan for plan in words_of(entries, "plans"))


def is_enabled(entries: Mapping[str, Found]) -> bool:
    return not any(word.lower() in NO for word in words_of(entries, "enabled"))


def words_of(entries: Mapping[str, Found], name: str) -> tuple[str, ...]:
    return entries[name].words if name in entries else ()


def _of_the_file(node: Node) -> str:
    """What is said of a part of the file that stands below `rules`, where rules are due."""
    names = {key.value for key, _ in node.value} if isinstance(node, MappingNode) else set()
    for name in ("memberships", "examples"):
        if name in names:
            return (
                f"'{name}' is no rule but a part of the file. Begin it in the first column."
            )
    return ""


def sets_in(found: Found, table: Table, say: Say) -> list[Node]:
    """The sets of keys in a list, as nodes; where the table says so, one may stand without it."""
    node, first = found.node, table.keys[0].name
    if table.or_one and isinstance(node, MappingNode) and node.value:
        return [node]
    if not isinstance(node, SequenceNode) or not node.value:
        at, told = dash_of(node)
        told = told or _of_the_file(node)
        a_list = f"here a list is due. Begin each {table.what} with '- {first}:'."
        say(at or found.line, told or a_list)
        return []
    for entry in node.value:
        if is_empty(entry):
            say(line_of(entry), f"a '-' stands alone. Write the {table.what} behind it.")
    return [entry for entry in node.value if not is_empty(entry)]


def _blocks(found: Found, table: Table, say: Say) -> tuple[Block, ...]:
    blocks = []
    for node in sets_in(found, table, say):
        entries = read_keys(node, table, line_of(node), say)
        if isinstance(node, MappingNode) and not node.value:
            say(line_of(node), "the set of conditions is empty. Write one, or take it out.")
        block = Block(
            words_of(entries, "items"), plans_of(entries), conditions_of(entries, table, say)
        )
        blocks += [block] if block else []
    return tuple(blocks)


def _narrowest(
    bounds: Iterable[tuple[int | None, int | None]],
) -> tuple[int | None, int | None]:
    """What lies within all of the bounds."""
    lows, highs = zip(*bounds, strict=True)
    return (
        max((low for low in lows if low is not None), default=None),
        min((high for high in highs if high is not None), default=None),
    )


_MADE_OF: Mapping[str, Callable[[Found], Condition]] = {
    "mode": lambda found: Words("mode", found.words),
    "currency": lambda found: Words("currency", found.words),
    "amount": lambda found: Amount(found.words, *_narrowest(map(amount_in, found.words))),
    "coupon": lambda found: Words("coupon", found.words),
    "affiliate": lambda found: Words("affiliate", found.words),
    "passthrough": lambda found: Named("passthrough", tuple(found.named.items())),
    "custom fields": lambda found: Named("custom fields", tuple(found.named.items())),
    "consent": lambda found: Consent(found.words[0].lower() in YES),
    "payment": lambda found: Payment(found.words),
    "refund": lambda found: Words("refund", found.words),
    "since order": lambda found: Since(found.words, *_narrowest(map(since_in, found.words))),
}
