"""A bridge on servers of its own, for one measurement at a time."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Engine, func, select

from bridge.sandbox.activecampaign import SandboxAccount
from bridge.sandbox.servers import Servers, running
from bridge.sandbox.stack import Stack
from bridge.sources.thrivecart.samples import as_form, delivery
from bridge.sources.thrivecart.source import ThriveCart
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import State
from bridge.store.engine import engine_for
from bridge.store.schema.revision import migrate
from bridge.store.schema.tables import deliveries

SECRET = "BENCHMARK123"  # noqa: S105 # made up, for a made-up account
_START = datetime(2026, 1, 1, tzinfo=UTC)
_RULES = """
crm: activecampaign
rules:
  - name: Buyers
    when: purchase
    add: Buyer
"""


@dataclass
class Site:
    """One bridge; its processes are started by whoever measures."""

    stack: Stack
    account: SandboxAccount
    engine: Engine

    def waiting(self) -> int:
        query = select(func.count()).where(deliveries.c.state == State.WAITING)
        with self.engine.connect() as connection:
            return connection.execute(query).scalar_one()

    def store_purchases(self, count: int) -> None:
        """As if the receiver had taken them while no signal came through."""
        record = Deliveries(self.engine)
        source = ThriveCart(SECRET)
        for number in range(count):
            event = source.read({}, purchase(number))
            if event is not None:
                record.keep(event, datetime.now(UTC))


def purchase(number: int) -> bytes:
    """The form body of one buyer's purchase; each number is another buyer."""
    fields = delivery(
        "purchase",
        email=f"buyer{number}@example.com",
        order_id=str(10_000 + number),
        customer_id=str(500_000 + number),
        at=_START + timedelta(seconds=number),
        secret=SECRET,
    )
    return as_form(fields)


@contextmanager
def site(
    servers: Servers, folder: Path, *, rate: float | None = None, workers: int = 2
) -> Iterator[Site]:
    """`rate` is what the account allows and what the bridge is told, in requests a second."""
    rules = folder / "rules.yaml"
    rules.write_text(_RULES)
    url = servers.database_url(f"bench_{uuid4().hex}")
    engine = engine_for(url)
    migrate(engine)
    with SandboxAccount(tags=["Buyer"], rate=rate) as account, (folder / "log").open("ab") as log:
        environment = {
            "DATABASE_URL": url,
            "REDIS_URL": servers.empty_redis_url(),
            "THRIVECART_SECRET": SECRET,
            "ACTIVECAMPAIGN_URL": account.url,
            "ACTIVECAMPAIGN_KEY": account.key,
            "ACTIVECAMPAIGN_RATE": str(rate or 0),
            "RULES_FILE": str(rules),
            "WORKERS": str(workers),
        }
        stack = Stack(environment, log=log)
        try:
            yield Site(stack, account, engine)
        finally:
            stack.stop()
            engine.dispose()


@contextmanager
def servers() -> Iterator[tuple[Servers, Path]]:
    """Postgres and Valkey, and a folder that goes with them."""
    with tempfile.TemporaryDirectory(prefix="bridge-bench-") as name:
        folder = Path(name)
        with running(folder, throwaway=True) as both:
            yield both, folder
