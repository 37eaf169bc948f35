"""Other rules applied to what came before, and taken back, over real processes that are killed."""

import os
import random
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from bridge.sandbox.servers import Servers
from bridge.sandbox.stack import PROJECT
from bridge.store import applications, contacts
from bridge.store.delivery import State
from tests.journeys.road import Road, eventually, road
from tests.journeys.story import LEVELS, START, Happening, tags_after

BUYERS = 16
BEFORE = """
crm: activecampaign
memberships:
  Gold: {items: [product-12, upsell-3]}
  Club: {items: [product-15], payment failed: suspend after 2 hours}
"""
# The other way round, so that every buyer's tags change.
AFTER = """
crm: activecampaign
memberships:
  Club: {items: [product-12, upsell-3]}
  Gold: {items: [product-15], payment failed: suspend after 2 hours}
"""
APPLY = ("diff", "new.yaml", "--days", "3650", "--apply", "--yes")


def sales() -> list[Happening]:
    items = list(LEVELS)
    return [
        Happening("purchase", items[n % 3], f"buyer{n}@example.com", START, f"{5000 + n}")
        for n in range(BUYERS)
    ]


def failing(bought: list[Happening]) -> list[Happening]:
    at = START + timedelta(hours=1)
    return [Happening("payment failed", h.item, h.email, at, h.order) for h in bought]


def swapped(tags: dict[str, set[str]]) -> dict[str, set[str]]:
    def other(tag: str) -> str:
        return tag.replace("Gold", "?").replace("Club", "Gold").replace("?", "Club")

    return {email: {other(tag) for tag in has} for email, has in tags.items()}


class Operator:
    """Types `bridge …` in `folder`, beside the bridge: each a process of its own."""

    def __init__(self, way: Road, folder: Path, redis_url: str, database_url: str) -> None:
        self._way = way
        self._folder = folder
        self._chance = random.Random(5)
        own = {"DATABASE_URL": database_url, "REDIS_URL": redis_url, "ACTIVECAMPAIGN_RATE": "0"}
        self._environment = os.environ | own | {"PYTHONPATH": str(PROJECT)}

    def types(self, *words: str) -> list[str]:
        """The lines that it said."""
        with self._starts(*words) as process:
            out, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
        return out.splitlines()

    def is_killed_midway(self, *words: str) -> None:
        """kill -9, with some contacts done. One is held, so that it cannot come to an end."""
        held = contacts.contact_id(self._way.engine, "activecampaign", "buyer0@example.com")
        enough = self._done() + self._chance.randrange(1, BUYERS // 2)
        with contacts.lock(self._way.engine, held), self._starts(*words) as process:
            begun = eventually(lambda: self._done() >= enough, seconds=90)
            process.kill()
        assert begun, words

    def _starts(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(  # noqa: S603 # our own program
            [sys.executable, "-m", "bridge", *words],
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def _done(self) -> int:
        every = applications.all_of(self._way.engine)
        return sum(each.applied + each.undone for each in every)


def is_at_rest(way: Road) -> bool:
    return not way.counts().get(State.WAITING)


def test_rules_are_applied_and_taken_back_whoever_is_killed_meanwhile(
    servers: Servers, database_url: str, tmp_path: Path
) -> None:
    (tmp_path / "new.yaml").write_text(AFTER)
    bought = sales()
    failed = failing(bought[:6])
    first = tags_after([*bought, *failed])
    by_hand = bought[1].email
    with road(servers, database_url, tmp_path, rules=BEFORE) as way:
        operator = Operator(way, tmp_path, way.redis_url, database_url)
        way.tell(bought)
        way.until_settled(BUYERS, seconds=90)
        way.account.tag(by_hand, "Cart")

        def comes_to(tags: dict[str, set[str]]) -> bool:
            tags |= {by_hand: tags[by_hand] | {"Cart"}}
            return eventually(lambda: way.account.contacts() == tags and is_at_rest(way), 90)

        operator.is_killed_midway(*APPLY)
        way.stack.kill(way.stack.worker)
        way.tell(failed)
        way.stack.start_worker()
        assert eventually(lambda: is_at_rest(way), 90)
        *_, hint = operator.types(*APPLY)
        all_of_it = "To take all of it back (application 1 did a part): "
        assert hint == f"{all_of_it}bridge undo 2 and then bridge undo 1"
        assert comes_to(swapped(first))

        operator.is_killed_midway("undo", "2", "--yes")
        way.stack.kill(way.stack.worker)
        way.stack.start_worker()
        for number in ("2", "1"):
            operator.types("undo", number, "--yes")
        assert comes_to(first)
        assert set(way.counts()) <= {State.APPLIED, State.KEPT}
