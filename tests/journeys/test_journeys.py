"""The main job on real parts: what the bridge promises, from a POST to the contact's tags."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bridge.sandbox.servers import Servers
from bridge.store.delivery import State
from tests.journeys.conftest import migrated_url
from tests.journeys.misfortune import misfortunes
from tests.journeys.road import Road, eventually, road
from tests.journeys.story import START, Happening, bought, histories, tags_after, told, unmet

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("buyers", "happenings"), [(50, 280), pytest.param(300, 1700, marks=pytest.mark.soak)]
)
def test_repeats_and_disorder_leave_the_tags_that_the_events_ask_for(
    servers: Servers, database_url: str, tmp_path: Path, buyers: int, happenings: int
) -> None:
    history = histories(seed=7, buyers=buyers, happenings=happenings)
    deliveries = told(history, seed=8)
    assert len(deliveries) >= 1.1 * happenings
    with road(servers, database_url, tmp_path) as way:
        way.tell(deliveries)
        way.until_settled(len(history), seconds=300)
        assert unmet(way.account.contacts(), tags_after(history)) == {}
        assert set(way.counts()) <= {State.APPLIED, State.NO_RULE}


def test_a_rush_keeps_to_the_crms_pace_and_acknowledges_at_once(
    servers: Servers, database_url: str, tmp_path: Path
) -> None:
    rush = [bought("product-12", f"rush{n}@example.com", START, 2000 + n) for n in range(80)]
    with road(servers, database_url, tmp_path, rate=10) as way:
        way.tell(rush, senders=10)
        assert way.counts()[State.WAITING] > 20
        way.until_settled(80, seconds=200)
        assert way.account.limited == 0
        assert way.account.contacts() == {h.email: {"Gold"} for h in rush}


def test_a_switch_of_plans_leaves_her_in_whichever_order_it_is_told(
    servers: Servers, database_url: str, tmp_path: Path
) -> None:
    """The cart tells an upgrade as a purchase and a cancellation, in one second or the next."""
    bought_long_ago: list[Happening] = []
    switches: list[Happening] = []
    wanted: dict[str, set[str]] = {}
    for number in range(40):
        email, customer = f"switch{number}@example.com", f"7{number}"
        gap = timedelta(seconds=number % 4 // 2)
        monthly = Happening("purchase", "product-12", email, START, f"3{number}", customer)
        yearly = Happening("purchase", "upsell-3", email, START + DAY, f"4{number}", customer)
        stopped = replace(monthly, kind="cancelled", at=yearly.at + gap)
        bought_long_ago.append(monthly)
        switches += [stopped, yearly] if number % 2 else [yearly, stopped]
        wanted[email] = {"Gold", "Win back"}  # no purchase follows the cancellation
        if number >= 20:
            switches.append(replace(yearly, kind="cancelled", at=yearly.at + 2 * gap + DAY))
            wanted[email] = {"Gold", "GoldCANC", "Win back"}
    with road(servers, database_url, tmp_path) as way:
        way.tell(bought_long_ago, senders=8)
        way.until_settled(len(bought_long_ago), seconds=60)
        way.tell(switches, senders=8)
        way.until_settled(len(bought_long_ago) + len(switches), seconds=60)
        assert way.account.contacts() == wanted


def test_what_was_put_off_is_done_in_time_although_the_worker_was_killed(
    own_servers: Servers, tmp_path: Path
) -> None:
    nearly_due = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2, seconds=-4)
    purchase = bought("product-15", "late@example.com", START, 4001)
    failed = replace(purchase, kind="payment failed", at=nearly_due)
    with road(own_servers, migrated_url(own_servers), tmp_path) as way:
        way.tell([purchase, failed], senders=1)
        way.until_settled(2, seconds=60)
        way.stack.kill(way.stack.worker)
        way.stack.start_worker()
        wanted = {failed.email: {"Club", "ClubPAYF", "ClubSUSP"}}
        assert eventually(lambda: way.account.contacts() == wanted, seconds=60)


def through_misfortune(
    way: Road, *, buyers: int, happenings: int, pause: float, rounds: int
) -> None:
    """Nothing acknowledged is lost, nothing ends wrong, and nobody lends a hand."""
    history = histories(seed=21, buyers=buyers, happenings=happenings)
    with misfortunes(way, seed=22, pause=pause, rounds=rounds) as those:
        deliveries = told(history, seed=23)
        share = len(deliveries) // (len(those.all()) * rounds) + 1
        for start in range(0, len(deliveries), share):
            way.tell(deliveries[start : start + share])
    way.until_settled(len(history), seconds=60 + happenings)
    assert unmet(way.account.contacts(), tags_after(history)) == {}
    assert set(way.counts()) <= {State.APPLIED, State.NO_RULE}


@pytest.mark.soak  # all destinations at once go through the same in every run
def test_through_every_misfortune_nothing_is_lost_and_nothing_ends_wrong(
    own_servers: Servers, tmp_path: Path
) -> None:
    with road(own_servers, migrated_url(own_servers), tmp_path) as way:
        through_misfortune(way, buyers=60, happenings=250, pause=0.7, rounds=1)


@pytest.mark.soak
def test_through_every_misfortune_three_times_with_two_thousand_deliveries(
    own_servers: Servers, tmp_path: Path
) -> None:
    with road(own_servers, migrated_url(own_servers), tmp_path) as way:
        through_misfortune(way, buyers=300, happenings=1700, pause=2, rounds=3)
