"""Rules that speak of the same events: one that changes nothing, two that undo each other."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from bridge.model import Action, Kind, tag_key
from bridge.rules import Block, Group, Rule, covers, slot
from bridge.rulesfile.report import show

# A rule is compared with so many others of one tag and item, at most: a thousand times a thousand
# would take seconds, and no shop means them.
_MOST_COMPARED = 50
_GIVES = {Action.ADD, Action.GRANT, Action.TRIGGER}

# One finding: the rule it is about, and the sentence.
Finding = tuple[Rule, str]


def shadowed(rules: Sequence[Rule]) -> Iterator[Finding]:
    """Rules that change nothing, because another does the same whenever they match."""
    places = _places(rules)
    for rule in rules:
        wider = next((other for other in _near(rule, places) if _does_all(other, rule)), None)
        # Of two that are alike, the later one is told.
        if wider is not None and (rule.line > wider.line or not _does_all(rule, wider)):
            yield (
                rule,
                f"whenever it matches, the rule '{show(wider.name)}' (line {wider.line}) does the "
                "same, so it changes nothing. Take it out, or make it differ.",
            )


def opposed(rules: Iterable[Rule]) -> Iterator[Finding]:
    """Rules that take a tag off which another one puts on, at the same event."""
    givers: dict[tuple[Kind, str], list[tuple[Action, Rule]]] = defaultdict(list)
    takers: dict[tuple[Kind, str], list[tuple[Action, str, Rule]]] = defaultdict(list)
    for rule in rules:
        for (action, tag), kind in product(rule.wishes, sorted(rule.when)):
            key = (kind, tag_key(tag))
            if action in _GIVES:
                givers[key].append((action, rule))
            else:
                takers[key].append((action, tag, rule))
    for key, taking in takers.items():
        for action, tag, taker in taking:
            giver = next((
                rule for given, rule in givers[key][:_MOST_COMPARED]
                if rule is not taker and _undoes(action, given) and _meet(rule, taker)
            ), None)  # fmt: skip
            if giver:
                yield (
                    taker,
                    f"it takes off '{show(tag)}', which the rule '{show(giver.name)}' (line "
                    f"{giver.line}) puts on at the same '{key[0]}'; the tag stays. Take one of the "
                    "two out, or tell their events apart.",
                )


# Where rules wait: action, tag, event and item.
_Places = dict[tuple[Action, str, Kind, str], list[Rule]]


def _places(rules: Iterable[Rule]) -> _Places:
    places: _Places = defaultdict(list)
    for rule in rules:
        slots = dict.fromkeys(map(slot, rule.items or ("",)))
        for (action, tag), kind, item in product(rule.wishes, rule.when, slots):
            places[action, tag_key(tag), kind, item].append(rule)
    return places


def _near(rule: Rule, places: _Places) -> Iterator[Rule]:
    """The other rules that wait for what this one waits for, or for more."""
    action, tag = next(rule.wishes)
    kind, item = min(rule.when), slot(rule.items[0]) if rule.items else ""
    sort = f"{item.partition('-')[0]}-*"
    for where in dict.fromkeys((item, sort, "")):
        found = places.get((action, tag_key(tag), kind, where), ())[:_MOST_COMPARED]
        yield from (other for other in found if other is not rule)


def _does_all(wide: Rule, narrow: Rule) -> bool:
    """Whether `wide` matches and does the same whenever `narrow` matches, as far as can be told."""
    return (
        narrow.when <= wide.when
        and _asked(narrow) <= _asked(wide)
        and wide.block.covers(narrow.block)
        and (not _picks_by_group(wide) or wide.block == narrow.block)
    )


def _asked(rule: Rule) -> set[tuple[Action, str]]:
    return {(action, tag_key(tag)) for action, tag in rule.wishes}


def _picks_by_group(rule: Rule) -> bool:
    groups = any(isinstance(condition, Group) for condition in rule.only)
    return groups and not rule.items and not rule.plans


def _undoes(taking: Action, giving: Action) -> bool:
    return taking is Action.REMOVE or giving is Action.GRANT


def _meet(one: Rule, other: Rule) -> bool:
    """Whether some item meets both rules, and what one asks besides makes the other match."""
    items = product(one.items or ("",), other.items or ("",))
    if not any(not a or not b or covers(a, b) or covers(b, a) for a, b in items):
        return False
    if one.plans and other.plans and not set(one.plans) & set(other.plans):
        return False
    ones, others = Block(only=one.only), Block(only=other.only)
    return ones.covers(others) or others.covers(ones)
