"""What was sold and no rule speaks of, with how many people paid and were given nothing."""

from collections.abc import Iterator

from sqlalchemy import Engine

from bridge.explain.products.product_list import Product, product_list
from bridge.explain.troubles.need import Need, NeedAction, NeedKind, Remedy
from bridge.rules import Rules
from bridge.store.troubles.first_sales import first_sales

_WHAT = (
    "Put it into a membership, or ignore it. Whoever bought it already gets it then; where they "
    "are more than a hundred, once the rules are published for everybody."
)


def product_needs(engine: Engine, rules: Rules) -> Iterator[Need]:
    """Each product on its own; what only came in test mode waits for nobody."""
    waiting = [e for e in product_list(engine, rules).unmapped if e.waiting and not e.only_tests]
    since = first_sales(engine, {_key(e): e.subjects for e in waiting})
    for each in waiting:
        show = NeedAction(Remedy.SHOW_PRODUCTS, "Choose what it opens",
                          {"item": each.item.key, "plan": each.item.plan})  # fmt: skip
        words = f"{_called(each)} was sold, and no rule speaks of it."
        yield Need(f"unmapped:{_key(each)}", NeedKind.UNMAPPED, words, _WHAT,
                   since.get(_key(each)), each.waiting, each.many_wait, action=show)  # fmt: skip


def _key(each: Product) -> str:
    return f"{each.item.key}:{each.item.plan}" if each.item.plan else each.item.key


def _called(each: Product) -> str:
    option = f" (pricing option {each.item.plan})" if each.item.plan else ""
    named = f"'{each.item.name}' ({each.item.key})" if each.item.name else each.item.key
    return f"{named}{option}"
