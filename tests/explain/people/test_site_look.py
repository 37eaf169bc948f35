"""What a person really has at a destination, beside what she should have."""

from collections.abc import Iterable

import pytest
from sqlalchemy import Engine

from bridge.destinations.base import Memory
from bridge.explain.people.site_look import PassingMemory, SiteLook, look_at
from bridge.explain.snapshot import snapshot_of
from bridge.model import Contact, Sort, target_key
from bridge.reconcile.library import Library
from bridge.rules import file as rulesfile
from tests.cli.shop import RULES, Shop
from tests.fakes import FakeCrm


class Site(FakeCrm):
    """Has these, by their keys; remembers what it was asked."""

    def __init__(self, *keys: str) -> None:
        super().__init__()
        self.keys = frozenset(keys)
        self.asked: list[tuple[Sort, str]] = []

    def look(
        self, contact: Contact, names: Iterable[tuple[Sort, str]], memory: Memory
    ) -> frozenset[str]:
        assert contact.email == "buyer@example.com"
        memory.put("found", "1")  # as adapters do
        self.asked = [*names]
        return self.keys


@pytest.fixture
def shop(engine: Engine) -> Shop:
    shop = Shop(engine)
    shop.work(shop.comes("purchase"), rules=RULES)
    return shop


def looked(shop: Shop, site: Site) -> SiteLook:
    known = snapshot_of(shop.engine, Library(rulesfile.parse), "buyer@example.com")
    assert known
    return look_at(known, site)


def test_where_all_is_as_it_should_be_nothing_differs(shop: Shop) -> None:
    found = looked(shop, Site("gold"))
    assert found.differing == []
    (gold,) = [each for each in found.targets if each.key == "gold"]
    assert (gold.desired, gold.is_there, gold.told) == (True, True, "told")


def test_what_a_hand_took_and_what_it_put_there_differ(shop: Shop) -> None:
    found = looked(shop, Site("goldpayf"))
    assert {*found.differing} == {"gold", "goldpayf"}


def test_only_what_a_look_can_tell_is_asked(shop: Shop) -> None:
    site = Site()
    looked(shop, site)
    assert {sort for sort, _ in site.asked} == {Sort.TAG}
    assert "Gold" in {name for _, name in site.asked}


def test_what_was_refused_says_so(engine: Engine) -> None:
    shop = Shop(engine)
    shop.crm.refuses = {"Gold"}
    shop.work(shop.comes("purchase"), rules=RULES)
    (gold,) = [each for each in looked(shop, Site()).targets if each.key == "gold"]
    assert gold.told.startswith("refused: ")
    assert gold.differs


def test_it_forgets_what_the_look_adds() -> None:
    memory = PassingMemory({"contact": "7"})
    memory.jot("contact", "8")
    memory.put("tag", "9")
    assert (memory.get("contact"), memory.get("tag"), memory.get("x")) == ("8", "9", None)
    assert target_key(Sort.LIST, "News") == "list,news"
