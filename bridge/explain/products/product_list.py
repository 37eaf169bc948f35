"""Everything that was sold or that the cart lists, with what the rules do with it.

An item is one row, or one for each pricing option where the rules treat these differently. On top
stands what no rule speaks of: with it, how many people paid and were given nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Engine

from bridge.explain.products.item_rules import ItemRules, SpokenHere
from bridge.model import Item, Kind
from bridge.rules import Rules
from bridge.sources.thrivecart.api import CartItem
from bridge.store.figures.sales import MOST, BuyersWithout, Sales, buyers_without, sales

_MOST_ASKED = 100  # unmapped items whose buyers are counted


@dataclass(frozen=True)
class Product:
    """One row. `item.plan` is "" where all its options are treated alike; `newest_plan` is the one
    that was sold last. `sold` counts purchases, `many` says that there are more; `last` is when the
    last payment came. `only_tests`: all of that, or the cart's own list, is in test mode. `waiting`
    people paid and were given nothing; `many_wait`: there may be more of them."""

    item: Item
    newest_plan: str
    places: tuple[SpokenHere, ...]
    unmapped: bool
    ignored: bool
    named_at_sale: bool
    sold: int
    many: bool
    last: datetime | None
    only_tests: bool
    listed: bool
    subjects: tuple[int, ...]
    waiting: int = 0
    many_wait: bool = False

    @property
    def called(self) -> str:
        return self.item.name or self.item.key

    @property
    def plan_of_new(self) -> str:
        """The pricing option that a membership made for it must name: none, unless a rule for
        other options of the item is there already."""
        return self.newest_plan if self.named_at_sale else ""


@dataclass(frozen=True)
class ProductList:
    unmapped: Sequence[Product]
    mapped: Sequence[Product]
    ignored: Sequence[Product]

    @property
    def every(self) -> Iterator[Product]:
        yield from (*self.unmapped, *self.mapped, *self.ignored)

    def find(self, key: str, plan: str) -> Product | None:
        """By the row's item."""
        same = (e for e in self.every if (e.item.key, e.item.plan) == (key, plan))
        return next(same, None)


def product_list(engine: Engine, rules: Rules, listed: Iterable[CartItem] = ()) -> ProductList:
    """By name. Raises SQLAlchemyError."""
    known = ItemRules(rules)
    ignores_tests = rules.test_events == "ignore"
    told = [each for each in sales(engine) if not (ignores_tests and each.mode == "test")]
    rows = [*_Shelf(known, told, listed).rows()]
    lacking = sorted((e for e in rows if e.unmapped), key=lambda e: -e.sold)[:_MOST_ASKED]
    waiting = buyers_without(engine, {_name(each.item): each.subjects for each in lacking})
    rows = [_with(each, waiting.get(_name(each.item), BuyersWithout())) for each in rows]
    rows.sort(key=lambda each: (each.called.casefold(), each.item.key, each.item.plan))
    return ProductList(
        sorted((e for e in rows if e.unmapped), key=lambda e: (-e.waiting, e.only_tests)),
        [e for e in rows if not e.unmapped and not e.ignored],
        [e for e in rows if e.ignored],
    )


class _Shelf:
    """What was sold, and what the cart lists, by the items' keys."""

    def __init__(self, known: ItemRules, told: Iterable[Sales], listed: Iterable[CartItem]) -> None:
        self._known = known
        self._options: dict[str, dict[str, Item]] = defaultdict(dict)
        self._sales: dict[str, list[Sales]] = defaultdict(list)
        self._listed = {each.item.key: each for each in listed}
        for each in told:
            for item in dict.fromkeys(each.items):
                self._put(item)
                self._sales[item.key].append(each)
        for one in self._listed.values():
            self._put(one.item)

    def _put(self, item: Item) -> None:
        before = self._options[item.key].setdefault(item.plan, item)
        if item.name and not before.name:
            self._options[item.key][item.plan] = item

    def rows(self) -> Iterator[Product]:
        for options in self._options.values():
            if len(options) > 1:
                options.pop("", None)  # a payment that names no option is of one of the others
            items = [*options.values()]
            if self._treats_alike(items):
                yield self._row(items[0], "")
            else:
                yield from (self._row(item, item.plan) for item in items)

    def _treats_alike(self, items: Sequence[Item]) -> bool:
        """Where a rule waits for another option of an item, which one it lacks is to be seen."""
        ways = {(self._known.of(item), self._known.is_unmapped(item)) for item in items}
        lacks_option = any(
            self._known.is_unmapped(each) and self._known.is_named_at_sale(each) for each in items
        )
        return len(ways) == 1 and not lacks_option

    def _row(self, first: Item, plan: str) -> Product:
        """Of this option, or of all of them where `plan` is empty; `first` was sold last."""
        listed = self._listed.get(first.key)
        names = (each.name for each in self._options[first.key].values())
        name = (listed.item.name if listed else "") or first.name or next(filter(None, names), "")
        hers = [e for e in self._sales[first.key] if not plan or _has(e, first.key, plan)]
        bought = [each for each in hers if each.kind is Kind.PURCHASE]
        tests = [each.mode == "test" for each in hers] or [bool(listed and listed.is_test)]
        return Product(
            item=replace(first, plan=plan, name=name),
            newest_plan=first.plan,
            places=self._known.of(first),
            unmapped=self._known.is_unmapped(first),
            ignored=self._known.rules.ignores(first),
            named_at_sale=self._known.is_named_at_sale(first),
            sold=sum(min(each.number, MOST) for each in bought),
            many=any(each.number > MOST for each in bought),
            last=max((each.last for each in hers), default=None),
            only_tests=all(tests),
            listed=listed is not None,
            subjects=tuple(each.subject for each in hers),
        )


def _has(sold: Sales, key: str, plan: str) -> bool:
    return any(item.key == key and item.plan == plan for item in sold.items)


def _with(each: Product, buyers: BuyersWithout) -> Product:
    return replace(each, waiting=buyers.number, many_wait=buyers.many)


def _name(item: Item) -> str:
    return f"{item.key} {item.plan}"
