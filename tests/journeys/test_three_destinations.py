"""Three destinations, of which one is down for the whole journey and one refuses its key."""

from pathlib import Path

import pytest

from bridge.sandbox.faults import Fault
from bridge.sandbox.servers import Servers
from bridge.store import destinations
from bridge.store.delivery import State
from tests.journeys.road import Road, eventually, road
from tests.journeys.story import START, bought

MAIL, SCHOOL, CLUB = "mail", "school", "club"
RULES = """\
destinations: {{mail: activecampaign, school: {0}, club: {0}}}
memberships:
  Gold:
    items: [product-12, upsell-3]
"""
RUSH = [bought("product-12", f"rush{n}@example.com", START, 2000 + n) for n in range(24)]
ALL = {happening.email: {"Gold"} for happening in RUSH}


def asked(way: Road, name: str) -> int:
    return sum(way.accounts[name].totals.values())


def written(way: Road, name: str) -> int:
    every = way.accounts[name].totals.items()
    return sum(times for (method, _, _), times in every if method != "GET")


def resting(way: Road) -> dict[str, str]:
    return {
        each.name: "paused" if each.paused else "silent"
        for each in destinations.all_of(way.engine)
        if each.rests
    }


@pytest.mark.parametrize(("workers", "vendor"), [("1", "activecampaign"), ("2", "memberpress")])
def test_one_is_down_one_refuses_its_key_and_the_third_is_right_and_quick(
    servers: Servers, database_url: str, tmp_path: Path, workers: str, vendor: str
) -> None:
    rules = RULES.format(vendor)
    with road(servers, database_url, tmp_path, rules=rules, WORKERS=workers) as way:
        way.accounts[SCHOOL].faults.append(Fault(lost=True, hang=2.5, times=10_000))
        way.accounts[CLUB].conditions.refuse_key = True
        way.tell(RUSH)
        assert eventually(lambda: way.accounts[MAIL].contacts() == ALL, seconds=60)
        # Were each tried there, a worker would have waited two seconds for it every time.
        assert asked(way, SCHOOL) < len(RUSH) / 2
        assert asked(way, CLUB) < len(RUSH) / 2
        assert way.counts() == {State.WAITING: len(RUSH)}
        assert eventually(lambda: resting(way) == {SCHOOL: "silent", CLUB: "paused"}, seconds=60)

        told = written(way, MAIL)
        for name in (SCHOOL, CLUB):
            way.accounts[name].recover()
        way.stack.kill(way.stack.worker)  # as after a restart with the key mended: asked at once
        way.stack.start_worker()
        way.until_settled(len(RUSH), seconds=60)
        for name in (MAIL, SCHOOL, CLUB):
            assert way.accounts[name].contacts() == ALL
        assert written(way, MAIL) == told
        assert way.counts() == {State.APPLIED: len(RUSH)}


def test_one_that_allows_little_keeps_the_others_at_no_pace_but_their_own(
    servers: Servers, database_url: str, tmp_path: Path
) -> None:
    """By a single worker: it does what else is due while it would wait for a turn there."""
    rules = RULES.format("activecampaign")
    some = RUSH[:12]
    wanted = {happening.email: {"Gold"} for happening in some}
    with road(servers, database_url, tmp_path, rules=rules, WORKERS="1",
              SCHOOL_ACTIVECAMPAIGN_RATE="1") as way:  # fmt: skip
        way.tell(some)
        both = (MAIL, CLUB)
        assert eventually(lambda: all(way.accounts[n].contacts() == wanted for n in both), 60)
        assert len(way.accounts[SCHOOL].contacts()) < len(some) / 2
        way.until_settled(len(some), seconds=120)
        assert way.accounts[SCHOOL].contacts() == wanted
