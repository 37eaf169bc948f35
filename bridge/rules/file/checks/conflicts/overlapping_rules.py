from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

from bridge.model import Action, Kind, target_key
from bridge.rules import Group, Rule, slot
from bridge.rules.file.checks.access.item_in_two_memberships import shared_tags
from bridge.rules.file.checks.checked_file import Problems, RulesFile, show, warns
from bridge.rules.file.checks.meeting import MOST_COMPARED
from bridge.rules.file.grammar.phrases import AT_END

# Where rules wait: action, target, event and item.
_Places = Mapping[tuple[Action, str, Kind, str], Sequence[Rule]]


@warns
def overlapping_rules(file: RulesFile) -> Problems:
    """Whenever one rule matches, another one does the same anyhow, so that the rule changes
    nothing. Either it is left over from before, or something in it was meant to differ.

      rules:
        - {name: Buyers, when: purchase, add: Buyer}
    -   - {name: Buyers of the course, when: purchase, items: product-12, add: Buyer}
    +   - {name: Buyers of the course, when: purchase, items: product-12, add: Course buyer}
    """
    in_plainer_words = {f"{each.tag}: {kind}" for _, each, kind, _ in shared_tags(file.memberships)}
    places = _places(file.rules)
    for rule in file.rules:
        if rule.later and (part := _done_at_once(rule, places)):
            kind, late = min(rule.when), rule.later.written.get("after")
            yield file.problem(
                rule,
                f"the membership '{show(part.membership)}' does the same at once (line "
                f"{part.line}), so this comes too late to change anything.",
                f"Write '{kind}: {f'after {late}' if late else AT_END}' there instead.",
            )
        wider = next((other for other in _near(rule, places) if _does_all(other, rule)), None)
        if wider is None or rule.name in in_plainer_words:
            continue
        # Of two that are alike, the later one is told.
        if rule.line > wider.line or not _does_all(rule, wider):
            yield file.problem(
                rule,
                f"whenever it matches, the rule '{show(wider.name)}' (line {wider.line}) does the "
                "same, so it changes nothing.",
                f"Take it out, or make it differ.{_instead_of(wider)}",
            )


def _done_at_once(rule: Rule, places: _Places) -> Rule | None:
    """The part of a membership that does without delay what the rule puts off."""
    early = replace(rule, later=None)
    near = _near(rule, places)
    return next((each for each in near if each.membership and _does_all(each, early)), None)


def _instead_of(wider: Rule) -> str:
    """How a part of a membership leaves what it does to a rule; "" for a rule of its own."""
    if not wider.membership:
        return ""
    kind, name = min(wider.when), show(wider.membership)
    return f" Where this alone shall do it, write '{kind}: off' in the membership '{name}'."


def _places(rules: Iterable[Rule]) -> _Places:
    places: dict[tuple[Action, str, Kind, str], list[Rule]] = defaultdict(list)
    for rule in rules:
        slots = dict.fromkeys(map(slot, rule.items or ("",)))
        for (action, tag), kind, item in product(rule.wishes, rule.when, slots):
            places[action, target_key(action.sort, tag), kind, item].append(rule)
    return places


def _near(rule: Rule, places: _Places) -> Iterator[Rule]:
    """The other rules that wait for what this one waits for, or for more."""
    action, tag = next(rule.wishes)
    kind, item = min(rule.when), slot(rule.items[0]) if rule.items else ""
    sort = f"{item.partition('-')[0]}-*"
    for where in dict.fromkeys((item, sort, "")):
        found = places.get((action, target_key(action.sort, tag), kind, where), ())
        yield from (other for other in found[:MOST_COMPARED] if other is not rule)


def _does_all(wide: Rule, narrow: Rule) -> bool:
    """Whether `wide` matches and does the same whenever `narrow` matches, as far as can be told."""
    by_group = not wide.items and not wide.plans and any(isinstance(c, Group) for c in wide.only)
    # What calls off what they put off goes by all that a rule asks.
    alike = wide.block == narrow.block and (wide.later is None or wide.when == narrow.when)
    return (
        narrow.when <= wide.when
        and set(narrow.memberships) == set(wide.memberships)
        and (not wide.to or (bool(narrow.to) and set(narrow.to) <= set(wide.to)))
        and _asked(narrow) <= _asked(wide)
        and wide.block.covers(narrow.block)
        and wide.later == narrow.later
        and (alike or not (by_group or wide.later))
    )


def _asked(rule: Rule) -> set[tuple[Action, str, str]]:
    """What it does, to what, and what a field is set to; where that goes by item, the rule's own
    items tell, for the first of several may be another one's for the wider rule."""
    texts = {
        field: f"{text} {rule.items} {rule.plans}" if "<p" in text else text
        for field, text in rule.sets
    }
    return {
        (action, target_key(action.sort, target), texts.get(target, ""))
        for action, target in rule.wishes
    }
