"""The main job at each destination, through kills and failures, and at several at once."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bridge.destinations import registry
from bridge.model import Sort
from bridge.sandbox.servers import Servers
from bridge.store.delivery import State
from tests.journeys.calendar_of_access import lived, open_on
from tests.journeys.conftest import migrated_url
from tests.journeys.misfortune import misfortunes
from tests.journeys.road import Road, eventually, road
from tests.journeys.story import RULES, Happening, histories, tags_after, told, unmet

VENDORS = registry.vendors()
WITH_TAGS = [name for name, vendor in VENDORS.items() if Sort.TAG in vendor.sorts]
MEMBERSHIPS = RULES.partition("rules:")[0].partition("memberships:")[2]
DAYS = (0, 20, 29, 30, 31, 60)  # from now on, on which the sites are looked at


def rules_of(destinations: str) -> str:
    return RULES.replace("crm: activecampaign", destinations)


def sites_rules(destinations: str) -> str:
    """With memberships alone."""
    return f"{destinations}\nmemberships:{MEMBERSHIPS}"


def through_misfortune(way: Road, history: list[Happening], seed: int, pause: float) -> None:
    """Repeats, disorder and kills, while the accounts fail in every way there is."""
    with misfortunes(way, seed=seed, pause=pause) as those:
        deliveries = told(history, seed=seed)
        share = len(deliveries) // len(those.all()) + 1
        for start in range(0, len(deliveries), share):
            way.tell(deliveries[start : start + share])
    way.until_settled(len(history), seconds=120 + len(history))
    assert set(way.counts()) <= {State.APPLIED, State.NO_RULE}


def contacts_of(account: Any) -> dict[str, set[str]]:
    return {email.lower(): set(tags) for email, tags in account.contacts().items()}


def open_at(site: Any, buyers: Iterable[str], day: datetime) -> dict[str, set[str]]:
    noon = day.replace(hour=12, minute=0)
    found = {email: set(site.access_of(email, noon)) for email in buyers}
    return {email: open_ for email, open_ in found.items() if open_}


def assert_calendar(site: Any, history: list[Happening]) -> None:
    buyers = {each.email for each in history}
    for days in DAYS:
        day = datetime.now(UTC) + timedelta(days=days)
        assert open_at(site, buyers, day) == open_on(history, day), f"in {days} days"


def recently() -> datetime:
    return datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(minutes=210)


@pytest.mark.soak
@pytest.mark.parametrize("vendor", WITH_TAGS)
def test_through_every_misfortune_everybody_has_the_tags_that_her_events_ask_for(
    own_servers: Servers, tmp_path: Path, vendor: str
) -> None:
    history = histories(seed=31, buyers=100, happenings=400)
    rules = rules_of(f"crm: {vendor}")
    with road(own_servers, migrated_url(own_servers), tmp_path, rules=rules) as way:
        through_misfortune(way, history, seed=31, pause=1)
        assert unmet(contacts_of(way.account), tags_after(history)) == {}


@pytest.mark.parametrize("orders", [40, pytest.param(300, marks=pytest.mark.soak)])
def test_at_a_site_the_doors_open_as_a_calendar_of_what_is_paid_says(
    own_servers: Servers, tmp_path: Path, orders: int
) -> None:
    history = lived(seed=41, buyers=orders // 2, orders=orders, start=recently())
    rules = sites_rules("crm: memberpress")
    with road(own_servers, migrated_url(own_servers), tmp_path, rules=rules) as way:
        through_misfortune(way, history, seed=41, pause=0.3)
        assert_calendar(way.account, history)


def test_all_destinations_at_once_through_every_misfortune(
    own_servers: Servers, tmp_path: Path
) -> None:
    """Each of their accounts fails in every way there is, at the same time."""
    names = ", ".join(WITH_TAGS)
    history = histories(seed=51, buyers=15, happenings=45)
    rules = rules_of(f"destinations: [{names}]")
    with road(own_servers, migrated_url(own_servers), tmp_path, rules=rules) as way:
        through_misfortune(way, history, seed=51, pause=0.4)
        for name, account in way.accounts.items():
            assert unmet(contacts_of(account), tags_after(history)) == {}, name


@pytest.mark.soak  # test_three_destinations.py walks a shorter way in every run
def test_one_that_is_down_and_one_that_refuses_its_key_delay_nothing_for_the_third(
    servers: Servers, database_url: str, tmp_path: Path
) -> None:
    history = lived(seed=61, buyers=12, orders=25, start=recently())
    buyers = {each.email for each in history}
    rules = sites_rules(
        "destinations: {activecampaign: activecampaign, school: memberpress, academy: memberpress}"
    )
    with road(servers, database_url, tmp_path, rules=rules) as way:
        crm, school, academy = way.accounts.values()
        school.close()
        academy.conditions.refuse_key = True
        way.tell(told(history, seed=61))
        granted = {e.email for e in history if e.kind == "purchase"}
        there = eventually(lambda: granted <= contacts_of(crm).keys(), seconds=60)
        assert there, "the one that works was kept waiting"
        assert academy.people() == []
        counts = way.counts()
        assert counts.get(State.WAITING), counts
        school.start()
        academy.recover()
        way.until_settled(len(history), seconds=120)
        for site in (school, academy):
            assert_calendar(site, history)
        assert set(contacts_of(crm)) >= granted
        assert buyers >= granted
