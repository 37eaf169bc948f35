"""Rules published while workers run: used at once, over kills, and never lost by a restart."""

from pathlib import Path

from bridge.explain.plans.draft_plan import plan_draft
from bridge.reconcile.library import Library
from bridge.reconcile.publishing.publisher import Publisher
from bridge.rules import file as rulesfile
from bridge.sandbox.servers import Servers
from bridge.store.publishing.drafts import Drafts
from tests.journeys.conftest import migrated_url
from tests.journeys.road import Road, eventually, road
from tests.journeys.story import START, bought

GOLD = """
crm: activecampaign
create_missing_tags: yes
memberships:
  Gold:
    items: product-12
"""
SILVER = GOLD.replace("Gold", "Silver")


class Console:
    """What a marketer does there, and the shop around it."""

    def __init__(self, way: Road) -> None:
        self.way, self.library = way, Library(rulesfile.parse)
        self.publisher = Publisher(way.engine, self.library)
        self.expected: dict[str, set[str]] = {}

    def sells(self, *tags: str) -> None:
        number = len(self.expected)
        email = f"member{number}@example.com"
        self.way.tell([bought("product-12", email, START, 2000 + number)])
        self.expected[email] = set(tags)

    def all_have(self, tag: str) -> None:
        self.expected = {email: {tag} for email in self.expected}

    def comes(self) -> None:
        account = self.way.account
        there = eventually(lambda: account.contacts() == self.expected, seconds=60)
        assert there, (account.contacts(), self.expected)

    def brings_everybody_to(self, written: str, base: int) -> int:
        draft = Drafts(self.way.engine).begin(written, "rules.yaml", base)
        assert plan_draft(self.way.engine, self.library, draft)
        number = self.publisher.publish_for_everybody(draft, who="Ann", people=len(self.expected))
        self.all_have("Silver" if written == SILVER else "Gold")
        return number


def test_the_next_delivery_is_decided_by_it_without_a_restart_and_so_after_one(
    own_servers: Servers, tmp_path: Path
) -> None:
    with road(own_servers, migrated_url(own_servers), tmp_path, rules=GOLD) as way:
        console = Console(way)
        console.sells("Gold")
        console.comes()
        number = console.publisher.publish(SILVER, "rules.yaml", 1, who="Ann")
        console.sells("Silver")
        console.comes()
        way.stack.kill(way.stack.worker)
        way.stack.start_worker()
        console.sells("Silver")
        console.comes()
        console.publisher.undo(number, who="Ann")
        console.sells("Gold")
        console.all_have("Gold")
        console.comes()


def test_whoever_is_killed_behind_the_publication_brings_everybody_there_all_the_same(
    own_servers: Servers, tmp_path: Path
) -> None:
    with road(own_servers, migrated_url(own_servers), tmp_path, rules=GOLD) as way:
        console = Console(way)
        for _ in range(12):
            console.sells("Gold")
        console.comes()
        number = console.brings_everybody_to(SILVER, 1)
        way.stack.kill(way.stack.worker)
        way.stack.start_worker()
        console.comes()
        console.publisher.undo(number)
        console.all_have("Gold")
        way.stack.kill(way.stack.worker)
        way.stack.start_worker()
        console.comes()
