"""What applying other rules to what came before promises, and undoing it."""

import pytest
from sqlalchemy import Engine

from bridge.model import Event, Kind
from bridge.store.delivery import State
from tests.fakes import event
from tests.redeciding.shop import BEA, Shop, rules_of, told

GOLD = rules_of("memberships:", "  Gold: {items: product-1}")
SILVER = rules_of("memberships:", "  Silver: {items: product-1}")
BOTH = rules_of("memberships:", "  Gold: {items: product-1}", "  Silver: {items: product-1}")
NO_PROSPECT = rules_of("rules:", "  - {name: Buyers, when: purchase, remove: Prospect}")


def bought(*items: str, minute: int = 0, email: str = BEA) -> Event:
    return event(Kind.PURCHASE, *items, minute=minute, email=email, order=f"{minute} {email}")


@pytest.fixture
def shop(engine: Engine) -> Shop:
    return Shop(engine, GOLD)


def test_the_file_that_decided_everything_differs_in_nothing(shop: Shop) -> None:
    shop.happens(bought(), event(Kind.ABANDONED_CART), bought("product-9", email="cy@example.com"))
    (first, *_) = shop.deliveries.latest()
    shop.deliveries.reopen([first.id], shop.clock())
    assert shop.compares(GOLD) == []
    shop.works()
    assert shop.compares(GOLD) == []


def test_it_tells_who_would_gain_and_lose_what_and_changes_nothing(shop: Shop) -> None:
    shop.happens(bought(), bought("product-9", email="cy@example.com"))
    blocking = ["?SilverCANC", "?SilverPAYF", "?SilverSUSP"]
    assert told(shop.compares(SILVER)) == {BEA: ["-Gold", "+Silver", *blocking]}
    lost, gained, *_ = shop.compares(SILVER)[0].differences
    assert (lost.cause.rule, lost.cause.was) == ("", "Gold: purchase")
    assert (gained.cause.rule, gained.cause.line) == ("Silver: purchase", 3)
    assert shop.tags == {BEA: {"Gold"}}


def test_it_brings_contacts_to_the_new_files_result(shop: Shop) -> None:
    (sale,) = shop.happens(bought())
    tally = shop.applies(SILVER)
    assert (tally.changed, tally.calls, tally.busy) == (1, 5, [])
    assert shop.tags == {BEA: {"Silver"}}
    carrier = shop.carrier
    assert (carrier.state, carrier.event.word) == (State.APPLIED, "rules applied")
    assert [(r["rule"], r["line"], r["tag"], r["what"]) for r in carrier.results][:2] == [
        ("no rule asks for it any more", 0, "Gold", "removed"),
        ("Silver: purchase", 3, "Silver", "added"),
    ]
    revised = shop.sees(sale)
    assert (revised.state, revised.rules_version) == (State.APPLIED, SILVER.version)
    assert revised.reason == (
        f"Decided anew by rules.yaml (application 1). Delivery {carrier.id} carries it out."
    )
    assert {each["tag"] for each in revised.changes} >= {"Silver"}
    assert shop.applies(SILVER).changed == 0


def test_undoing_it_brings_back_the_tags_and_the_record(shop: Shop) -> None:
    (sale,) = shop.happens(bought())
    before = shop.sees(sale)
    shop.applies(SILVER)
    shop.undoes()
    assert shop.tags == {BEA: {"Gold"}}
    assert shop.sees(sale) == before
    assert shop.compares(GOLD) == []
    assert shop.carrier.event.word == "rules undone"


def test_what_was_there_before_the_application_stays_when_it_is_undone(shop: Shop) -> None:
    shop.happens(bought())
    shop.crm.tags[BEA].add("Silver")
    shop.applies(BOTH)
    shop.undoes()
    assert shop.tags == {BEA: {"Gold", "Silver"}}


def test_a_tag_that_the_bridge_knew_nothing_of_is_given_back(shop: Shop) -> None:
    shop.happens(bought(), bought(email="cy@example.com"))
    shop.crm.tags[BEA].add("Prospect")
    shop.applies(NO_PROSPECT)
    assert shop.tags == {}
    shop.undoes()
    assert shop.tags == {BEA: {"Gold", "Prospect"}, "cy@example.com": {"Gold"}}
    assert shop.compares(GOLD) == []
