"""Subjects by the items that they name, and those of which something has no rule."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bridge.explain.products.named_subjects import item_names, naming, ungiven
from bridge.model import Item, Kind
from bridge.rules import SpokenOf
from bridge.rules.file import parse
from bridge.store.search.subject_list import Subject
from tests import fakes

RULES = parse("""\
crm: activecampaign
ignore: bump-9
memberships:
  Gold:
    items: [product-1, bump-2]
rules:
  - {name: Any, when: purchase, remove: Lead}
""")
GOLD = Item("product", "1", name="Gold")
ITEMS = [GOLD, Item("bump", "2"), Item("product", "3"), Item("bump", "9")]


def subject(number: int, *items: Item, kind: Kind = Kind.PURCHASE) -> Subject:
    return Subject(number, kind, "live", items)


def test_an_item_is_named_by_its_key_whatever_its_pricing_option() -> None:
    other = replace(ITEMS[0], plan="4")
    known = [subject(1, ITEMS[0]), subject(2, ITEMS[1]), subject(3, ITEMS[1], other)]
    assert naming(known, "product-1") == (1, 3)
    assert naming(known, "product-9") == ()
    assert item_names(known) == {"bump-2": "", "product-1": "Gold"}


def test_a_sale_counts_also_when_another_item_of_it_has_a_rule() -> None:
    gold, bump, other, ignored = ITEMS
    known = [
        subject(1, gold),
        subject(2, gold, other),
        subject(3, other),
        subject(4, gold, bump),
        subject(5, other, kind=Kind.REFUND),
        subject(6, ignored),
        subject(7, ignored, other),
        subject(8),
    ]
    found = ungiven(known, RULES)
    assert found.subjects == (2, 3, 7)
    assert found.ignored == (6,)


@given(st.lists(st.lists(st.sampled_from(ITEMS), max_size=3, unique=True), max_size=6))
def test_it_is_as_of_each_sale_on_its_own(sold: list[list[Item]]) -> None:
    known = [subject(number, *items) for number, items in enumerate(sold)]
    alone = [
        number
        for number, items in enumerate(sold)
        if SpokenOf(RULES).unmapped(replace(fakes.event(), items=tuple(items)))
    ]
    assert list(ungiven(known, RULES).subjects) == alone
