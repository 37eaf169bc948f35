"""What opens a closed membership again: which event of which item, by the rules as they stand."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from bridge.asking.nouns import noun
from bridge.asking.tags import TagOfContact
from bridge.model import Kind, tag_key
from bridge.rules import BY_NAME, UNKNOWN_PLAN, Block, Rule, Rules, covers, ordered, told
from bridge.rules.wording import or_

_MOST_ITEMS = 6  # named one by one
_ALL_OF_A_SORT = "-*"

# An event of this kind that this holds for.
_Way = tuple[Kind, Block]


def opening(rules: Rules, closing: Sequence[TagOfContact], names: Mapping[str, str]) -> str:
    """`A purchase of product-12 (Gold course) opens it.`; `names` are the items' by their keys."""
    ways = _common([_lifting(rules, tag) for tag in closing])
    if ways:
        return f"{_sentence(ways, names)} opens it."
    return "It opens when none of them is left." if closing[1:] else "No rule opens it again."


def _lifting(rules: Rules, closing: TagOfContact) -> list[_Way]:
    """The events by which the tag goes: they remove it, or call off what put it on."""
    key, decided = tag_key(closing.tag), closing.decided
    enabled = [rule for rule in rules.rules if rule.enabled]
    ways = [
        (kind, rule.block)
        for rule in enabled
        if not rule.later and key in map(tag_key, (*rule.remove, *rule.revoke))
        for kind in rule.when
    ]
    called_off = [rule for rule in enabled if rule.later and rule.name == decided.rule]
    return [*ways, *(way for rule in called_off for way in _calling_off(rule))]


def _calling_off(rule: Rule) -> Iterator[_Way]:
    of_any = rule.later.unless_any if rule.later else frozenset()
    for kind in rule.unless:
        yield kind, Block() if kind in of_any else Block(rule.items, rule.plans)


def _common(lifting: Sequence[Sequence[_Way]]) -> list[_Way]:
    """Those by which all of several tags go; of two ways the one that asks for less."""
    every = [
        way
        for way in dict.fromkeys(_tidy(way) for ways in lifting for way in ways)
        if all(any(_covers(_tidy(other), way) for other in ways) for ways in lifting)
    ]
    return [way for way in every if not any(_covers(o, way) and o != way for o in every)]


def _tidy(way: _Way) -> _Way:
    """Without the pricing option that an event leaves out, where options are asked for besides:
    later events of a sale are known by it, and a person need not be told."""
    kind, block = way
    return kind, replace(block, plans=tuple(filter(None, block.plans)) or block.plans)


def _covers(wide: _Way, narrow: _Way) -> bool:
    return wide[0] is narrow[0] and wide[1].covers(narrow[1])


def _sentence(ways: Iterable[_Way], names: Mapping[str, str]) -> str:
    """`A purchase or resumption of product-12, or a refund of upsell-3`"""
    blocks: dict[Kind, list[Block]] = defaultdict(list)
    for kind, block in ways:
        blocks[kind].append(block)
    kinds: dict[str, list[Kind]] = defaultdict(list)
    for kind in ordered(blocks):
        kinds[" or ".join(_which(each, names) for each in _joined(blocks[kind]))].append(kind)
    words = ", or ".join(f"{_one_of(each)} {which}" for which, each in kinds.items())
    return words[:1].upper() + words[1:]


def _joined(blocks: Iterable[Block]) -> list[Block]:
    """Those that differ by their items alone as one; no item that another one covers."""
    alike: dict[Block, list[str]] = defaultdict(list)
    for block in blocks:
        alike[replace(block, items=())] += block.items
    return [replace(block, items=_widest(items)) for block, items in alike.items()]


def _widest(items: Sequence[str]) -> tuple[str, ...]:
    return tuple(
        item
        for item in dict.fromkeys(items)
        if not any(covers(other, item) and other != item for other in items)
    )


def _one_of(kinds: Iterable[Kind]) -> str:
    """`a purchase, rebill or resumption`"""
    words = or_(map(noun, kinds))
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def _which(block: Block, names: Mapping[str, str]) -> str:
    """`of product-12 (Gold course) or upsell-3 with pricing option 90222, coupon BACK`"""
    rest = Block(only=block.only)
    of = f"of {_items(block.items, names)}" if block.items or not rest.names_items else ""
    options = or_(plan or UNKNOWN_PLAN for plan in block.plans) if block.plans else ""
    asked = ", ".join(filter(None, (options and f"pricing option {options}", told(rest))))
    return " ".join(filter(None, (of, asked and f"with {asked}")))


def _items(items: Sequence[str], names: Mapping[str, str]) -> str:
    if not items:
        return "any item"
    words = [_item(item, names) for item in items]
    if len(words) > _MOST_ITEMS:
        words = [*words[:_MOST_ITEMS], f"one of {len(words) - _MOST_ITEMS} more items"]
    return or_(words)


def _item(item: str, names: Mapping[str, str]) -> str:
    if item.startswith(BY_NAME):
        return f"an item called '{item.removeprefix(BY_NAME)}'"
    if item.endswith(_ALL_OF_A_SORT):
        return f"any {item.removesuffix(_ALL_OF_A_SORT)}"
    return f"{item} ({names[item]})" if names.get(item) else item
