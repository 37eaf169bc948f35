"""Workers and receiver are killed in whatever they do: a sale, a due date, a move, a grant, rules
applied and taken back. Everybody comes to the end that would be without it."""

import json
import random
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bridge.sandbox.servers import Servers
from tests.journeys.conftest import migrated_url
from tests.journeys.road import Road, eventually, road
from tests.journeys.story import Happening
from tests.journeys.test_rules_changes import EXPECTED, FILES, Shop


class Killer:
    """`expected` are the tags that each contact should come to."""

    def __init__(self, way: Road, seed: int) -> None:
        self.way = way
        self.chance = random.Random(seed)
        self.expected: dict[str, set[str]] = {}

    def kills(self, *, receiver: bool = False) -> None:
        """At some moment of the next half second; another worker is started at once."""
        time.sleep(self.chance.random() * 0.4)  # decides where it is killed, never what is right
        self.way.stack.kill(self.way.stack.worker)
        if receiver:
            self.way.stack.kill(self.way.stack.web)
            self.way.stack.start_web()
        self.way.stack.start_worker()

    def comes(self) -> None:
        there = eventually(lambda: self.way.account.contacts() == self.expected, seconds=90)
        assert there, (self.way.account.contacts(), self.expected)


def sold(killer: Killer) -> None:
    shop = Shop(killer.way, seed=1)
    shop.sell(4)
    killer.kills(receiver=True)
    killer.expected |= {email: EXPECTED[0](failed) for email, failed in shop.failed.items()}
    killer.comes()


def cancelled_and_moved(killer: Killer) -> None:
    """The cancellation counts two seconds from now."""
    now = datetime.now(UTC).replace(microsecond=0)
    nearly, old = now - timedelta(seconds=58), "member2@example.com"
    one = Happening("cancelled", "product-12", "member1@example.com", nearly, "2001", "72001")
    killer.way.tell([one], senders=1)
    killer.kills()
    killer.expected[one.email] |= {"GoldCANC"}
    new = Happening("e-mail changed", "product-12", "moved@example.com", now, "2002", "72002")
    killer.way.tell([new], senders=1)
    killer.kills()
    killer.expected[new.email] = killer.expected.pop(old)
    killer.comes()


def granted(killer: Killer) -> None:
    killer.way.bridge_says("grant", "guest@example.com", "Gold", "--why", "a guest")
    killer.kills()
    killer.expected["guest@example.com"] = {"Gold"}
    killer.comes()


def applied_and_taken_back(killer: Killer) -> None:
    rules = Path(killer.way.environment["RULES_FILE"])
    rules.write_text(FILES[2])
    plan = json.loads(killer.way.bridge_says("plan", str(rules), "--json"))
    killer.way.bridge_says("apply", str(rules), "--people", str(plan["would_change"]))
    killer.kills()
    killer.way.take_back()
    killer.kills()
    killer.comes()


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(n, marks=pytest.mark.soak) for n in range(1, 20))]
)
def test_killed_in_every_phase_everybody_comes_to_where_she_should_be(
    own_servers: Servers, tmp_path: Path, seed: int
) -> None:
    with road(own_servers, migrated_url(own_servers), tmp_path, rules=FILES[0]) as way:
        killer = Killer(way, seed)
        for phase in (sold, cancelled_and_moved, granted, applied_and_taken_back):
            phase(killer)
