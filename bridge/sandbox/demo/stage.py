"""Everything the demo stands on, started and ended together."""

import os
import signal
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from bridge.rules import Rules
from bridge.rules import file as rulesfile
from bridge.sandbox.activecampaign import SandboxAccount
from bridge.sandbox.servers import Servers, free_port, running
from bridge.sandbox.stack import Stack
from bridge.sandbox.thrivecart.samples import FORM, as_form
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import Delivery, State
from bridge.store.engine import engine_for
from bridge.store.schema.revision import migrate

SHOP = Path(__file__).parent / "shop.yaml"
_SETTLED_WITHIN = 30.0  # seconds
_IMPATIENCE = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True)
class Stage:
    """The running parts. `environment` is what a deployment of this bridge would set; `item` is
    one that the rules name."""

    stack: Stack
    account: SandboxAccount
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


@contextmanager
def stage(log: Path, rules_file: Path = SHOP) -> Iterator[Stage]:
    """Servers, account, receiver and workers; all of it ends with the block. The account has
    everything that the rules name.

    Raises ConfigError when the embedded servers are not installed or the rules file is wrong.
    """
    os.environ["NO_PROXY"] = "127.0.0.1"  # a proxy is for the world outside
    rules = rulesfile.load(rules_file, typed=True)
    log.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as parts:
        parts.callback(_heed, {number: signal.getsignal(number) for number in _IMPATIENCE})
        output = parts.enter_context(log.open("wb"))
        servers = parts.enter_context(_servers())
        account = parts.enter_context(SandboxAccount(rules.tags()))
        for sort, name in rules.others():
            account.account.add(sort, name)
        environment = {
            "DATABASE_URL": servers.database_url(),
            "REDIS_URL": servers.redis_url(),
            "THRIVECART_SECRET": "DEMO12345678",
            "ACTIVECAMPAIGN_URL": account.url,
            "ACTIVECAMPAIGN_KEY": account.key,
            "ACTIVECAMPAIGN_RATE": "4",
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
            yield Stage(stack, account, Deliveries(engine), environment, _an_item(rules))
        finally:
            # A second Ctrl-C while everything ends would leave half of it running.
            _heed(dict.fromkeys(_IMPATIENCE, signal.SIG_IGN))


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
