"""A person is erased everywhere, and nothing else changes."""

from datetime import UTC, datetime
from unittest import mock

import pytest
from sqlalchemy import Engine, text

from bridge.model import Kind
from bridge.model.errors import BridgeError
from bridge.reconcile.intake import Intake
from bridge.reconcile.library import Library
from bridge.rules import file as rulesfile
from bridge.store import places
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import State
from bridge.store.figures.call_counts import call_counts
from bridge.store.figures.hours import totals
from bridge.store.figures.rollups import roll_up
from bridge.store.figures.rule_matches import rule_matches
from bridge.store.people import address_book
from bridge.store.people.erasure import Erased, erase, would_be_erased
from bridge.store.schema.tables import metadata
from tests.cli.hands import said
from tests.cli.shop import Shop

HERS = "bea.secret@example.com"
RULES = """\
crm: activecampaign
memberships:
  Gold: {items: [product-12]}
rules:
  - {name: Buyers, when: purchase, trigger: Welcome}
  - {name: Starts, when: access starts, memberships: Gold, trigger: Hello}
"""


@pytest.fixture
def shop(engine: Engine) -> Shop:
    """Bea has a life, by several orders and a hand; Ben has one of his own."""
    shop = Shop(engine)
    her = {"email": HERS, "name": "Beatrix Secretive", "customer_id": "77123", "order_id": "88456"}
    shop.work(shop.comes("purchase", **her), shop.comes("payment failed", **her), rules=RULES)
    shop.work(shop.comes("purchase", "product-12", **her | {"order_id": "88457"}), rules=RULES)
    shop.work(
        said(shop, Kind.GRANTED_BY_HAND, email=HERS, why="Beatrix asked", hour=5), rules=RULES
    )
    shop.comes("refund", **her)  # which waits
    shop.work(shop.comes("purchase", email="ben@example.com", name="Ben Other"), rules=RULES)
    while roll_up(engine, datetime.now(UTC)):
        continue
    return shop


def traces(engine: Engine, *words: str) -> list[tuple[str, str]]:
    """The tables of which a row says any of these anywhere."""
    found = []
    with engine.connect() as connection:
        for name in metadata.tables:
            for word in words:
                query = f"SELECT count(*) FROM {name} AS t WHERE t::text ILIKE :word"  # noqa: S608 # a name of ours
                if connection.execute(text(query), {"word": f"%{word}%"}).scalar():
                    found.append((name, word))
    return found


def test_nothing_of_her_is_left_in_any_table(shop: Shop) -> None:
    words = ("secret", "beatrix", "77123", "88456", "88457")
    assert {word for _, word in traces(shop.engine, *words)} == {*words}
    gone = erase(shop.engine, HERS.upper())
    assert gone == Erased((HERS,), 5)
    assert traces(shop.engine, *words) == []
    assert would_be_erased(shop.engine, HERS) == Erased()
    assert address_book.person_of(shop.engine, HERS) is None


def test_the_totals_stay(shop: Shop) -> None:
    now, today = datetime.now(UTC), datetime.now(UTC).date()
    before = (
        totals(shop.engine, now),
        rule_matches(shop.engine, today),
        call_counts(shop.engine, now),
    )
    counts = shop.deliveries.counts()
    erase(shop.engine, HERS)
    while roll_up(shop.engine, now):
        continue
    after = (
        totals(shop.engine, now),
        rule_matches(shop.engine, today),
        call_counts(shop.engine, now),
    )
    assert sum(after[0].values()) == sum(before[0].values())
    assert after[1] == before[1]
    assert {name: (c.total, c.over_limit) for name, c in after[2].items()} == {
        name: (c.total, c.over_limit) for name, c in before[2].items()
    }
    was_waiting = counts.pop(State.WAITING)
    now_counted = shop.deliveries.counts()
    assert now_counted.pop(State.KEPT) == was_waiting
    assert now_counted == counts


def test_whoever_else_there_is_keeps_all(shop: Shop) -> None:
    ben = traces(shop.engine, "ben@example.com")
    erase(shop.engine, HERS)
    assert traces(shop.engine, "ben@example.com") == ben


def test_her_deliveries_can_be_looked_at_still(shop: Shop) -> None:
    erase(shop.engine, HERS)
    emptied = [each for each in shop.deliveries.latest(50) if not each.event.contact.email]
    assert len(emptied) == 5
    for each in emptied:
        assert each.reason == "Whoever this was about is forgotten."
        assert each.state is not State.WAITING
        assert shop.deliveries.body(each.id) == {}
    assert {each.event.kind for each in emptied} >= {Kind.PURCHASE, Kind.REFUND}


def test_who_buys_afterwards_is_new(shop: Shop) -> None:
    """Also with the customer number that she had, and in the same second."""
    erase(shop.engine, HERS)
    shop.crm.plans.clear()
    shop.work(
        shop.keeps("purchase", datetime.now(UTC), email=HERS, customer_id="77123"), rules=RULES
    )
    (plan,) = shop.crm.plans
    assert "Gold" in plan.add
    assert address_book.person_of(shop.engine, HERS)


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"order_id": "88456"}, id="of an order of hers"),
        pytest.param({"order_id": "99001", "customer_id": "77123"}, id="of her customer number"),
    ],
)
def test_what_happened_before_and_comes_late_is_dropped(shop: Shop, more: dict[str, str]) -> None:
    before = shop.deliveries.counts()
    erase(shop.engine, HERS)
    shop.crm.plans.clear()
    late = shop.comes("refund", email=HERS, name="Beatrix", **more)
    shop.work(late, rules=RULES)
    assert shop.crm.plans == []
    assert traces(shop.engine, "secret", "beatrix", "77123", "88456", "99001") == []
    assert sum(shop.deliveries.counts().values()) == sum(before.values()) + 1


def test_a_delivery_of_before_that_comes_once_more_is_dropped(shop: Shop) -> None:
    """Whatever it tells: also one that names no order."""
    cart = {"email": HERS, "name": "Beatrix", "order_id": "", "customer_id": ""}
    first = shop.deliveries.find(shop.comes("abandoned cart", **cart))
    assert first
    shop.work(first.id, rules=RULES)
    erase(shop.engine, HERS)
    again = shop.deliveries.keep(first.event, datetime.now(UTC))
    assert not again.duplicate
    shop.work(again.id, rules=RULES)
    assert traces(shop.engine, "secret", "beatrix") == []


def test_a_worker_who_read_a_delivery_before_brings_nothing_back(shop: Shop) -> None:
    late = shop.comes("rebill", email=HERS, order_id="88456", customer_id="77123", name="Beatrix")
    read = shop.deliveries.find(late)
    erase(shop.engine, HERS)
    intake = Intake(shop.engine, Library(rulesfile.parse))
    with mock.patch.object(Deliveries, "find", return_value=read):
        assert intake.take_in(late) == {}
    assert traces(shop.engine, "secret", "beatrix", "77123", "88456") == []


def test_what_no_worker_took_in_is_erased_too(shop: Shop) -> None:
    hers = {"name": "Beatrix", "order_id": "99001", "customer_id": "99002"}
    shop.comes("purchase", email="only.secret@example.com", **hers)
    assert erase(shop.engine, "only.secret@example.com").deliveries == 1
    assert traces(shop.engine, "only.secret", "99001", "99002") == []


def test_nobody_tries_again_what_was_forgotten(shop: Shop) -> None:
    ids = [each.id for each in shop.deliveries.latest(50) if each.event.contact.key == HERS]
    erase(shop.engine, HERS)
    before = shop.deliveries.latest(50)
    assert shop.deliveries.reopen(ids, datetime.now(UTC)) == []
    for each in ids:
        shop.worker.take_in(each)
    assert shop.deliveries.latest(50) == before


def test_who_shares_a_customer_number_goes_along(shop: Shop) -> None:
    shop.work(shop.comes("purchase", email="new.secret@example.com", customer_id="77123",
                         order_id="88500"), rules=RULES)  # fmt: skip
    assert would_be_erased(shop.engine, HERS) == Erased((HERS, "new.secret@example.com"), 6)
    assert erase(shop.engine, HERS).deliveries == 6
    assert traces(shop.engine, "secret") == []


def test_it_waits_for_a_worker_who_tells_of_her(shop: Shop) -> None:
    place = _place_at_work(shop)

    def he_ends(_: float) -> None:
        assert traces(shop.engine, "secret")
        with shop.engine.begin() as connection:
            places.release(connection, place, done=place.due, wake_at=None)

    assert erase(shop.engine, HERS, sleep=he_ends).deliveries == 5
    assert traces(shop.engine, "secret") == []


def test_while_he_goes_on_nothing_is_done(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bridge.store.people.erasure._WAIT", 0)
    _place_at_work(shop)
    before = traces(shop.engine, "secret")
    with pytest.raises(BridgeError, match="A worker is telling of her just now"):
        erase(shop.engine, HERS)
    assert traces(shop.engine, "secret") == before


def _place_at_work(shop: Shop) -> places.Place:
    with shop.engine.connect() as connection:
        place = places.find(connection, "activecampaign", HERS)
    assert place
    taken = places.take_lease(shop.engine, place.id, 60, "a worker's")
    assert taken
    return taken


def test_of_nobody_there_is_nothing_to_erase(shop: Shop) -> None:
    nobody = Erased((), 0)
    assert erase(shop.engine, "nobody@example.com") == nobody
    erase(shop.engine, HERS)
    assert erase(shop.engine, HERS) == nobody
