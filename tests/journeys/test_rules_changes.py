"""Other rules applied to many people and taken back, three deep, while workers are killed."""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psutil
import pytest

from bridge.sandbox.servers import Servers
from tests.journeys.conftest import migrated_url
from tests.journeys.road import Road, eventually, road
from tests.journeys.story import START, Happening, bought

FILE = """
crm: activecampaign
create_missing_tags: yes
memberships:
  {membership}:
    items: product-12
rules:
  - name: Buyers
    when: purchase
    add: {tag}
"""
FILES = [
    FILE.format(membership=membership, tag=tag)
    for membership, tag in (
        ("Gold", "Buyer"), ("Silver", "Buyer"), ("Silver", "Client"), ("Bronze", "Guest"),
    )
]  # fmt: skip
Expected = dict[str, set[str]]
EXPECTED: Sequence[Callable[[bool], set[str]]] = [
    lambda failed: {"Gold", "Buyer"} | ({"GoldPAYF"} if failed else set()),
    lambda failed: {"Silver", "Buyer"} | ({"SilverPAYF"} if failed else set()),
    lambda failed: {"Silver", "Client"} | ({"SilverPAYF"} if failed else set()),
    lambda failed: {"Bronze", "Guest"} | ({"BronzePAYF"} if failed else set()),
]


class Shop:
    """Its buyers, every third of whom failed to pay; and the way there."""

    def __init__(self, way: Road, seed: int) -> None:
        self.way = way
        self.chance = random.Random(seed)
        self.failed: dict[str, bool] = {}

    def sell(self, count: int) -> None:
        first = len(self.failed)
        happenings: list[Happening] = []
        for number in range(first, first + count):
            one = bought("product-12", f"member{number}@example.com", START, 2000 + number)
            happenings.append(one)
            self.failed[one.email] = number % 3 == 0
            if number % 3 == 0:
                later = START + timedelta(days=30)
                happenings.append(
                    bought("product-12", one.email, later, 2000 + number, "payment failed")
                )
        self.way.tell(happenings)

    def comes_to(self, file: int) -> None:
        """Everybody is where that file wants her."""
        expected = {email: EXPECTED[file](failed) for email, failed in self.failed.items()}
        seconds = 60 + len(expected)
        there = eventually(lambda: self.way.account.contacts() == expected, seconds)
        found = self.way.account.contacts()
        assert there, [(e, found.get(e), t) for e, t in expected.items() if found.get(e) != t][:5]

    def apply(self, file: int) -> None:
        """As a marketer would, with the number that the plan told."""
        rules = Path(self.way.environment["RULES_FILE"])
        rules.write_text(FILES[file])
        plan = json.loads(self.way.bridge_says("plan", str(rules), "--json"))
        assert plan["would_change"] == len(self.failed)
        with self.killing():
            self.way.bridge_says("apply", str(rules), "--people", str(plan["would_change"]))

    def undo(self) -> None:
        with self.killing():
            self.way.take_back()

    @contextmanager
    def killing(self) -> Iterator[None]:
        """The workers are killed somewhere behind it, once before they told everybody."""
        before = len(self.way.account.calls)
        yield
        calls = before + self.chance.randrange(len(self.failed))
        eventually(lambda: len(self.way.account.calls) >= calls, seconds=20)
        self.way.stack.kill(self.way.stack.worker)
        self.way.stack.start_worker()
        assert eventually(self._workers_run, seconds=60)

    def _workers_run(self) -> bool:
        """They have read the rules file by then: what is written there next is not theirs."""
        supervisor = self.way.stack.worker
        return supervisor is not None and bool(psutil.Process(supervisor.pid).children())


def three_deep(way: Road, people: int, seed: int) -> None:
    shop = Shop(way, seed)
    shop.sell(people)
    shop.comes_to(0)
    for file in (1, 2, 3):
        shop.apply(file)
        shop.comes_to(file)
    shop.sell(3)
    shop.comes_to(3)
    for file in (2, 1, 0):
        shop.undo()
        shop.comes_to(file)


def stacked(way: Road, people: int, seed: int) -> None:
    """The second is applied, and both are taken back, before the one before it is told to all."""
    shop = Shop(way, seed)
    shop.sell(people)
    shop.comes_to(0)
    shop.apply(1)
    shop.comes_to(1)
    shop.apply(2)
    shop.undo()
    shop.undo()
    shop.comes_to(0)


def test_two_applications_taken_back_at_once_leave_everybody_where_she_was(
    own_servers: Servers, tmp_path: Path
) -> None:
    with road(own_servers, migrated_url(own_servers), tmp_path, rules=FILES[0]) as way:
        stacked(way, people=12, seed=31)


def test_three_files_applied_and_taken_back_leave_everybody_where_she_was(
    own_servers: Servers, tmp_path: Path
) -> None:
    with road(own_servers, migrated_url(own_servers), tmp_path, rules=FILES[0]) as way:
        three_deep(way, people=9, seed=32)


@pytest.mark.soak
def test_three_files_applied_to_two_thousand_people_and_taken_back(
    own_servers: Servers, tmp_path: Path
) -> None:
    with road(own_servers, migrated_url(own_servers), tmp_path, rules=FILES[0]) as way:
        three_deep(way, people=2000, seed=33)
