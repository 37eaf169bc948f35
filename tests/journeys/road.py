"""A whole bridge on real servers and a sandbox account, and a sender that posts as carts do."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from sqlalchemy import Engine, func, select

from bridge.destinations import registry
from bridge.model import Destination, Sort
from bridge.rules import Rules
from bridge.rules import file as rulesfile
from bridge.sandbox.accounts import account_with
from bridge.sandbox.servers import Servers
from bridge.sandbox.stack import Stack
from bridge.sandbox.stand_in import StandIn
from bridge.store.delivery import State
from bridge.store.engine import engine_for
from bridge.store.schema.tables import deliveries
from tests.journeys.story import RULES, SECRET, TAGS, Happening

IMPATIENT_WORKER = ("-m", "tests.journeys.impatient_worker")


@dataclass
class Road:
    """`accounts` by their destinations' names; `environment` is the deployment's; `waits` are the
    seconds that each acknowledgement took."""

    stack: Stack
    accounts: Mapping[str, Any]  # each is a StandIn, with what its vendor has besides
    servers: Servers
    engine: Engine
    environment: Mapping[str, str]
    waits: list[float] = field(default_factory=list)

    @property
    def account(self) -> Any:
        """The only one."""
        (account,) = self.accounts.values()
        return account

    def post(self, happening: Happening) -> int:
        """One delivery; the status, 0 when nobody answered."""
        started = time.monotonic()
        try:
            answer = requests.post(
                f"{self.stack.url}/webhooks/thrivecart",
                data=happening.body(),
                headers={"Content-Type": happening.content_type},
                timeout=10,
            )
        except requests.RequestException:
            return 0
        self.waits.append(time.monotonic() - started)
        return answer.status_code

    def insist(self, happening: Happening) -> None:
        """Post until it is acknowledged, as ThriveCart does, only more often."""
        deadline = time.monotonic() + 60
        while self.post(happening) != 200:
            assert time.monotonic() < deadline, "the receiver never acknowledged"
            time.sleep(0.1)

    def tell(self, happenings: Iterable[Happening], senders: int = 4) -> None:
        """Post all of them, from several senders at once."""
        with ThreadPoolExecutor(senders) as pool:
            list(pool.map(self.insist, happenings))

    def bridge(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command as the deployment's developer would."""
        return subprocess.Popen(  # noqa: S603 # our own command
            [sys.executable, "-m", "bridge", *arguments],
            env={**os.environ, "BRIDGE_DEBUG": "1", **self.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def bridge_says(self, *arguments: str) -> str:
        """What such a command said, once it is done and content."""
        with self.bridge(*arguments) as command:
            said, _ = command.communicate(timeout=120)
        assert command.returncode == 0, said
        return said

    def take_back(self) -> None:
        """The newest publication that can be taken back, by its number."""
        every = json.loads(self.bridge_says("undo", "--list", "--json"))
        back = {each["takes_back"] for each in every}
        can_be = [e["number"] for e in every if e["number"] not in back and not e["takes_back"]]
        self.bridge_says("undo", str(max(can_be)), "--yes")

    def counts(self) -> dict[str, int]:
        """How many deliveries stand in each state."""
        query = select(deliveries.c.state, func.count()).group_by(deliveries.c.state)
        with self.engine.connect() as connection:
            return {state: count for state, count in connection.execute(query)}  # noqa: C416 # rows, not pairs

    def until_settled(self, kept: int, seconds: float) -> None:
        """Wait until `kept` deliveries are stored and none of them waits."""

        def settled() -> bool:
            counts = self.counts()
            return sum(counts.values()) == kept and not counts.get(State.WAITING)

        assert eventually(settled, seconds), f"still {self.counts()} after {seconds} s"


def eventually(holds: Callable[[], bool], seconds: float) -> bool:
    """Whether it holds before the time is up; looks often."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@contextmanager
def road(
    servers: Servers,
    database_url: str,
    folder: Path,
    *,
    rate: float | None = None,
    rules: str = RULES,
    **environment: str,
) -> Iterator[Road]:
    """The bridge with `rules` in front of accounts that allow `rate` requests a second each; as by
    default it asks for four fifths of them, since calls do not arrive as evenly as they left."""
    rules_file = folder / "rules.yaml"
    rules_file.write_text(rules)
    known = rulesfile.parse(rules, "rules.yaml")
    with ExitStack() as parts:
        accounts = {
            each.name: parts.enter_context(_account(known, each, rate))
            for each in known.destinations
        }
        log = parts.enter_context((folder / "log").open("wb"))
        given = {
            "DATABASE_URL": database_url,
            "REDIS_URL": servers.empty_redis_url(),
            "THRIVECART_SECRET": SECRET,
            "RULES_FILE": str(rules_file),
        }
        for each in known.destinations:
            given |= _settings_of(each, accounts[each.name], rate)
        engine = engine_for(database_url)
        try:
            with Stack(given | environment, IMPATIENT_WORKER, log) as stack:
                yield Road(stack, accounts, servers, engine, given | environment)
        except BaseException:
            print((folder / "log").read_text(errors="replace"))  # noqa: T201 # beside the failure
            raise
        finally:
            engine.dispose()


def _account(rules: Rules, destination: Destination, rate: float | None) -> StandIn:
    """It has everything that the rules name for it, and what other rules of the story name."""
    sorts = registry.vendors()[destination.vendor].sorts
    others = [(Sort.TAG, tag) for tag in TAGS if Sort.TAG in sorts]
    names = [*rules.names_for(destination.name, sorts), *others]
    return account_with(destination.vendor, dict.fromkeys(names), rate)


def _settings_of(destination: Destination, account: StandIn, rate: float | None) -> dict[str, str]:
    prefix = "" if destination.first else destination.prefix
    told = dict(account.environment)
    told[registry.vendors()[destination.vendor].rate] = str(0.8 * (rate or 0))
    return {f"{prefix}{name}": value for name, value in told.items()}
