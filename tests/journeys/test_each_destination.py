"""The main job at each destination, through kills and failures, and at several at once."""

from pathlib import Path

import pytest

from bridge.destinations import registry
from bridge.model import Sort
from bridge.sandbox.servers import Servers
from bridge.store.delivery import State
from tests.journeys.conftest import migrated_url
from tests.journeys.misfortune import misfortunes
from tests.journeys.road import Road, road
from tests.journeys.story import RULES, histories, tags_after, told, unmet

WITH_TAGS = [name for name, vendor in registry.vendors().items() if Sort.TAG in vendor.sorts]


def through_misfortune(way: Road, seed: int, happenings: int, pause: float) -> None:
    """Repeats, disorder and kills, while the account fails in every way there is."""
    history = histories(seed=seed, buyers=happenings // 4, happenings=happenings)
    with misfortunes(way, seed=seed, pause=pause) as those:
        deliveries = told(history, seed=seed)
        share = len(deliveries) // len(those.all()) + 1
        for start in range(0, len(deliveries), share):
            way.tell(deliveries[start : start + share])
    way.until_settled(len(history), seconds=90 + happenings)
    assert unmet(contacts_of(way), tags_after(history)) == {}
    assert set(way.counts()) <= {State.APPLIED, State.NO_RULE}


def contacts_of(way: Road) -> dict[str, set[str]]:
    return {email.lower(): set(tags) for email, tags in way.account.contacts().items()}


@pytest.mark.parametrize(
    ("happenings", "pause"), [(60, 0.3), pytest.param(400, 1, marks=pytest.mark.soak)]
)
@pytest.mark.parametrize("vendor", [name for name in WITH_TAGS if name != "activecampaign"])
def test_through_every_misfortune_everybody_has_the_tags_that_her_events_ask_for(
    own_servers: Servers, tmp_path: Path, vendor: str, happenings: int, pause: float
) -> None:
    rules = RULES.replace("crm: activecampaign", f"crm: {vendor}")
    with road(own_servers, migrated_url(own_servers), tmp_path, rules=rules) as way:
        through_misfortune(way, seed=31, happenings=happenings, pause=pause)
