"""What a person really has at a destination, beside what she should have."""

from collections.abc import Iterable

import pytest
from sqlalchemy import Engine, update

from bridge.destinations.base import Memory
from bridge.explain.people.site_look import PassingMemory, SiteLook, look_at
from bridge.explain.snapshot import snapshot_of
from bridge.model import Contact, Sort, target_key
from bridge.reconcile.library import Library
from bridge.rules import file as rulesfile
from bridge.store.engine import transaction
from bridge.store.schema.tables import places
from tests.cli.shop import RULES, Shop
from tests.fakes import FakeCrm

SITE = "destinations: [activecampaign, memberpress]"


class Site(FakeCrm):
    """Has these, by their keys; remembers what it was asked."""

    def __init__(self, *keys: str) -> None:
        super().__init__()
        self.keys = frozenset(keys)
        self.contact: str | None = None
        self.asked: list[tuple[Sort, str]] = []

    def look(
        self, contact: Contact, names: Iterable[tuple[Sort, str]], memory: Memory
    ) -> frozenset[str]:
        assert contact.email == "buyer@example.com"
        memory.jot("contact", self.contact)  # as adapters do
        self.asked = [*names]
        return self.keys


@pytest.fixture
def shop(engine: Engine) -> Shop:
    shop = Shop(engine)
    shop.work(shop.comes("purchase"), rules=RULES)
    return shop


def looked(shop: Shop, site: Site, name: str = "activecampaign") -> SiteLook:
    known = snapshot_of(shop.engine, Library(rulesfile.parse), "buyer@example.com")
    assert known
    return look_at(next(e for e in known.each if e.destination.name == name), site)


def test_where_all_is_as_it_should_be_nothing_differs(shop: Shop) -> None:
    found = looked(shop, Site("gold"))
    assert found.differing == []
    (gold,) = [each for each in found.targets if each.key == "gold"]
    assert (gold.desired, gold.is_there, gold.told) == (True, True, "told")


def test_what_a_hand_took_and_what_it_put_there_differ(shop: Shop) -> None:
    found = looked(shop, Site("goldpayf"))
    assert {each.key for each in found.differing} == {"gold", "goldpayf"}
    assert found.straying == found.differing
    taken, put = sorted(found.differing, key=lambda each: each.key)
    assert taken.to_take_off is None  # what she should have is told by itself
    assert put.to_take_off
    assert put.to_take_off.attempted == "unwanted"


def test_what_was_refused_differs_and_nobody_changed_it_there(shop: Shop) -> None:
    shop.crm.refuses = {"GoldPAYF"}
    shop.work(shop.comes("payment failed"), rules=RULES)
    found = looked(shop, Site("gold"))
    assert [each.key for each in found.differing] == ["goldpayf"]
    assert found.straying == []


def test_what_a_look_cannot_tell_is_named(shop: Shop) -> None:
    more = "set: {Last order: <order number>}, start automation: Hello"
    rules = f"{RULES}  - {{name: All, when: purchase, {more}}}\n"
    shop.work(shop.comes("purchase", order_id="2"), rules=rules)
    assert [*looked(shop, Site("gold")).unseen] == ["the automation Hello", "the field Last order"]


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


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("7", "7", ""),
        ("", "7", ""),
        ("", None, "It has no contact of hers."),
        ("7", None, "Its contact 7, which was told of her, is gone, and none has her address."),
        ("7", "8", "Its contact 7, which was told of her, is gone; 8 has her address now."),
    ],
)
def test_a_contact_that_is_not_the_one_that_was_told_is_said(
    shop: Shop, before: str, after: str | None, told: str
) -> None:
    if before:
        with transaction(shop.engine) as connection:
            memory = {"memory": {"contact": before}}
            connection.execute(update(places).values(memory))
    site = Site("gold")
    site.contact = after
    found = looked(shop, site)
    assert (found.contact, found.missing) == (after or "", told)


def test_a_membership_that_several_purchases_hold_is_judged_once_by_the_best(
    engine: Engine,
) -> None:
    """Of two purchases one is refunded: the other one keeps it open."""
    shop = Shop(engine)
    rules = RULES.replace("crm: activecampaign", SITE)
    for order in ("1", "2"):
        shop.work(shop.comes("purchase", order_id=order), rules=rules)
    shop.work(shop.comes("refund", order_id="1"), rules=rules)
    site = Site("access,gold")
    found = looked(shop, site, "memberpress")
    (gold,) = [each for each in found.targets if each.sort is Sort.ACCESS]
    assert (gold.key, gold.desired, gold.stands) == ("access,gold", True, "for life")
    assert not gold.differs
    assert site.asked == [(Sort.ACCESS, "Gold")]
    (gold,) = looked(shop, Site(), "memberpress").differing
    assert gold.to_take_off is None


def test_what_there_was_nothing_to_tell_of_is_not_called_told(engine: Engine) -> None:
    shop = Shop(engine)
    rules = RULES.replace("crm: activecampaign", SITE)
    shop.work(shop.comes("purchase"), shop.comes("refund"), rules=rules)
    (gold,) = looked(shop, Site("access,gold"), "memberpress").differing
    assert (gold.desired, gold.told, gold.to_take_off) == (False, "nothing", None)


def test_it_forgets_what_the_look_adds() -> None:
    memory = PassingMemory({"contact": "7"})
    memory.jot("contact", "8")
    memory.put("tag", "9")
    assert (memory.get("contact"), memory.get("tag"), memory.get("x")) == ("8", "9", None)
    assert target_key(Sort.LIST, "News") == "list,news"
