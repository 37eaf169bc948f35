"""Her page and `bridge show` give one answer, today and as of any day: whoever is asked says the
same, save for what the reader is to do next."""

import json
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import count
from re import DOTALL, findall
from typing import NamedTuple
from uuid import uuid4

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from bridge.__main__ import cli
from bridge.explain.buyer import Buyers
from bridge.explain.next_steps import PAGES
from bridge.explain.people.membership_standing import membership_standings
from bridge.model import Contact, Event, Hand, Kind
from bridge.reconcile.library import Library
from bridge.rules import file as rulesfile
from bridge.store.people import address_book
from tests.cli.shop import NOON, Shop
from tests.web.console.conftest import Browser, client_of
from tests.web.console.reading import words

RULES = """\
crm: activecampaign
memberships:
  Gold: {items: [product-12, upsell-3], payment failed: suspend after 2 days}
  Silver: {items: product-15, cancelled: at period end}
rules:
  - {name: Buyers, when: purchase, items: product-12, add: Buyer}
  - {name: Win, when: cancelled, after: 3 days, unless: purchase, add: Win-back}
"""
WORDS = ["purchase", "rebill", "payment failed", "paused", "resumed", "cancelled", "refund"]
HANDS = [Kind.GRANTED_BY_HAND, Kind.ENDED_BY_HAND, Kind.BANNED_BY_HAND]
DAYS = 6
END = time(23, 59, 59)
_number = count()


class Step(NamedTuple):
    """So many hours after the first; of one of her orders."""

    what: str
    hour: int
    item: str
    order: int


steps = st.builds(
    Step,
    st.sampled_from([*WORDS, *WORDS, *HANDS]),
    st.integers(0, 24 * DAYS),
    st.sampled_from(["product-12", "upsell-3", "product-15", "product-77"]),
    st.integers(1, 2),
)
lives = st.lists(steps, min_size=1, max_size=6)


@pytest.fixture
def browser(database_url: str, redis_url: str) -> Browser:
    return Browser(client_of(database_url, redis_url))


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lives, st.integers(-1, DAYS + 4))
@example([Step("purchase", hour, "product-77", hour) for hour in range(12)], 3)
def test_they_say_the_same_of_any_life(
    engine: Engine, browser: Browser, life: list[Step], day: int
) -> None:
    email = lived(Shop(engine), life)
    on = (NOON + timedelta(days=day)).date()
    for then in (None, on):
        answer = page_sentences(browser, engine, email, f"?on={then}" if then else "")
        command = command_sentences(engine, email, f"{then}T23:59:59" if then else "")
        assert len(answer) == len(command)
        for mine, theirs in zip(answer, command, strict=True):
            assert mine == theirs or "`bridge " in theirs


def lived(shop: Shop, life: Sequence[Step]) -> str:
    """Of somebody new; gives her address."""
    person = next(_number)
    email = f"p{person}@example.com"
    shop.publish(RULES)
    for each in sorted(life, key=lambda step: step.hour):
        at = NOON + timedelta(hours=each.hour)
        if each.what in HANDS:
            event = Event("bridge", f"bridge:hand:{uuid4()}", Kind(each.what), each.what, at,
                          contact=Contact(email), hand=Hand("Gold", None, "asked"))  # fmt: skip
            id_ = shop.deliveries.keep(event, at).id
        else:
            named = {"order_id": f"{person}-{each.order}", "customer_id": f"c{person}"}
            id_ = shop.keeps(each.what, at, each.item, email=email, **named)
        shop.worker.take_in(id_)
    return email


def page_sentences(browser: Browser, engine: Engine, email: str, then: str) -> list[str]:
    """In the order of the command's, all of which must stand there; no verdict beside them."""
    page = browser.get(f"/people/{address_book.person_of(engine, email)}{then}")
    at = datetime.combine(date.fromisoformat(then[4:]), END).astimezone() if then else None
    buyers = Buyers(engine, Library(rulesfile.parse), PAGES)
    buyer = buyers.find(email, at)
    assert buyer
    assert buyer.known
    sentences, told = buyers.sentences(buyer), words(page)
    listed = {
        f"{each.name}: {thing.got}: {thing.stands}.": thing.stands
        for each in membership_standings(buyer.known, buyer.product_names, steps=PAGES)
        for thing in each.things
    }
    assert [each for each in sentences if listed.get(each, each) not in told] == []
    verdicts = findall(r'<p class="verdict">(.*?)</p>', page)
    lead = next(iter(findall(r'<div class="lead">(.*?)</div>', page, DOTALL)), "")
    told_there = {
        words(f"<main>{each}</main>") for each in [*verdicts, *findall("<p>(.*?)</p>", lead)]
    }
    assert told_there - {*sentences} == set()
    return sentences


def command_sentences(engine: Engine, email: str, as_of: str) -> list[str]:
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    when = ["--as-of", as_of] if as_of else []
    result = CliRunner().invoke(
        cli, ["show", email, "--json", *when], env={"DATABASE_URL": url}, prog_name="bridge"
    )
    assert result.exit_code == 0, result.output
    return list(json.loads(result.stdout)["sentences"])
