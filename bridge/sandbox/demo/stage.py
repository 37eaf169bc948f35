"""Everything the demo stands on, started and ended together."""

import os
import signal
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from bridge.destinations import registry
from bridge.model import Destination
from bridge.rules import Rules
from bridge.rules import file as rulesfile
from bridge.sandbox.accounts import account_with
from bridge.sandbox.servers import Servers, free_port, running
from bridge.sandbox.stack import Stack
from bridge.sandbox.stand_in import StandIn
from bridge.sources.thrivecart.samples import FORM, as_form
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import Delivery, State
from bridge.store.engine import engine_for
from bridge.store.schema.revision import migrate

_SETTLED_WITHIN = 30.0  # seconds
_RATE = 4.0  # calls a second that an account allows
_IMPATIENCE = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True)
class Stage:
    """The running parts. `accounts` by the destinations' names; `environment` is what a deployment
    of this bridge would set; `item` is one that the rules name."""

    stack: Stack
    accounts: Mapping[str, StandIn]
    deliveries: Deliveries
    environment: Mapping[str, str]
    item: str

    @property
    def webhook(self) -> str:
        return f"{self.stack.url}/webhooks/thrivecart"

    def post(self, fields: Mapping[str, object]) -> tuple[int, str]:
        """Post one delivery as ThriveCart does; its id, and `stored` or `duplicate`."""
        headers = {"Content-Type": FORM}
        answer = requests.post(self.webhook, as_form(fields), headers=headers, timeout=10)
        answer.raise_for_status()
        return answer.json()["id"], answer.json()["message"]

    def settled(self, id_: int) -> Delivery:
        """The delivery, once nothing more follows from it. Raises TimeoutError."""
        deadline = time.monotonic() + _SETTLED_WITHIN
        while time.monotonic() < deadline:
            delivery = self.deliveries.find(id_)
            if delivery and delivery.state is not State.WAITING:
                return delivery
            time.sleep(0.03)
        raise TimeoutError(f"delivery {id_} still waits after {_SETTLED_WITHIN:g} s")

    def stands(self, id_: int) -> State:
        """Its state, once nothing more follows from it or it was tried in vain. Raises
        TimeoutError."""
        deadline = time.monotonic() + _SETTLED_WITHIN
        while time.monotonic() < deadline:
            delivery = self.deliveries.find(id_)
            if delivery and (delivery.state is not State.WAITING or delivery.attempts):
                return delivery.state
            time.sleep(0.03)
        raise TimeoutError(f"delivery {id_} was not tried within {_SETTLED_WITHIN:g} s")


@contextmanager
def stage(log: Path, rules_file: Path, lacking: Collection[str] = ()) -> Iterator[Stage]:
    """Servers, accounts, receiver and workers; all of it ends with the block. Each account has
    everything that the rules name, save what is `lacking`.

    Raises ConfigError when the embedded servers are not installed or the rules file is wrong.
    """
    os.environ["NO_PROXY"] = "127.0.0.1"  # a proxy is for the world outside
    rules = rulesfile.load(rules_file, typed=True)
    log.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as parts:
        parts.callback(_heed, {number: signal.getsignal(number) for number in _IMPATIENCE})
        output = parts.enter_context(log.open("wb"))
        servers = parts.enter_context(_servers())
        accounts = {
            each.name: parts.enter_context(_account(each, rules, lacking))
            for each in rules.destinations
        }
        environment = {
            "DATABASE_URL": servers.database_url(),
            "REDIS_URL": servers.redis_url(),
            "THRIVECART_SECRET": "DEMO12345678",
            **_settings_of(rules, accounts),
            "RULES_FILE": str(rules_file.resolve()),
            "CONSOLE_PASSWORD": "demo",
            "WORKERS": "2",
            "PORT": str(free_port()),
        }
        engine = engine_for(environment["DATABASE_URL"])
        parts.callback(engine.dispose)
        migrate(engine)
        stack = Stack(environment, log=output)
        parts.push(stack)  # before it starts: also a start that fails is cleared away
        stack.start_worker()
        stack.start_web()
        try:
            yield Stage(stack, accounts, Deliveries(engine), environment, _an_item(rules))
        finally:
            # A second Ctrl-C while everything ends would leave half of it running.
            _heed(dict.fromkeys(_IMPATIENCE, signal.SIG_IGN))


def _account(destination: Destination, rules: Rules, lacking: Collection[str]) -> StandIn:
    sorts = registry.vendors()[destination.vendor].sorts
    every = rules.names_for(destination.name, sorts)
    names = [(sort, name) for sort, name in every if name not in lacking]
    return account_with(destination.vendor, names, _RATE)


def _settings_of(rules: Rules, accounts: Mapping[str, StandIn]) -> dict[str, str]:
    """Each destination's, with its name in front where it needs one."""
    told: dict[str, str] = {}
    for each in rules.destinations:
        prefix = "" if each.first else each.prefix
        told |= {f"{prefix}{name}": v for name, v in accounts[each.name].environment.items()}
    return told


@contextmanager
def _servers() -> Iterator[Servers]:
    """In a folder of their own, which goes with them: each demo begins with an empty record.

    Ctrl-C in a terminal reaches every process of its group. Whoever starts while it is held back
    never gets it, so that the servers outlast the workers, who need them to end in order.
    """
    with ExitStack() as parts:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            folder = parts.enter_context(tempfile.TemporaryDirectory(prefix="bridge-"))
            servers = parts.enter_context(running(Path(folder), throwaway=True))
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        yield servers


def _an_item(rules: Rules) -> str:
    """The first that stands in a rule by its number."""
    items = (item for rule in rules.rules for item in rule.block.items)
    return next((item for item in items if item.rpartition("-")[2].isdigit()), "product-12")


def _heed(handlers: Mapping[signal.Signals, Any]) -> None:
    for number, handler in handlers.items():
        signal.signal(number, handler)
