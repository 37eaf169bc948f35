"""The shop's bridge on real servers: posts what carts tell, and waits for what must be true."""

import re
import socket
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import requests
from sqlalchemy import Engine, func, select

from bridge.sandbox.activecampaign import SandboxAccount
from bridge.sandbox.stack import Stack
from bridge.store.delivery import State
from bridge.store.engine import engine_for
from bridge.store.schema.tables import deliveries
from tests.journeys.road import eventually
from tests.journeys.situations.buyer import SECRET, Buyer, Post, Told
from tests.journeys.situations.shop import LISTS, RULES, TAGS

_SECONDS = 30


@dataclass(frozen=True)
class Stage:
    """Buyers are told apart by their addresses, so that many situations share one."""

    stack: Stack
    account: SandboxAccount
    engine: Engine
    log: Path

    def tell(self, *told: Told | Post, senders: int = 1) -> None:
        """Post them, one after the other unless several send; each is acknowledged."""
        posts = [each.as_form() if isinstance(each, Told) else each for each in told]
        with ThreadPoolExecutor(senders) as pool:
            assert set(pool.map(self._status, posts)) == {200}

    def _status(self, post: Post) -> int:
        headers = {"Content-Type": post.content_type}
        url = f"{self.stack.url}/webhooks/thrivecart"
        return requests.post(url, data=post.body, headers=headers, timeout=20).status_code

    def status_of_bytes(self, parts: Iterable[bytes]) -> int:
        """What raw bytes on a connection of their own are answered, once nothing more comes."""
        with socket.create_connection(("127.0.0.1", self.stack.port), timeout=20) as line:
            with suppress(OSError):  # it may have had enough before the end
                for part in parts:
                    line.sendall(part)
                line.shutdown(socket.SHUT_WR)
            first = line.makefile("rb").readline()
        found = re.match(rb"HTTP/1\.1 (\d+)", first)
        return int(found[1]) if found else 0

    def comes_to(self, tags: Mapping[Buyer, set[str]], seconds: float = _SECONDS) -> None:
        """These buyers come to rest, and their contacts have these tags."""
        at_rest = eventually(lambda: all(map(self._is_at_rest, tags)), seconds)
        assert at_rest, {each.email: self.record_of(each) for each in tags}
        assert {each: self.account.tags_of(each.email) for each in tags} == dict(tags)

    def record_of(self, buyer: Buyer) -> list[tuple[State, str]]:
        """State and reason of each of her deliveries, oldest first."""
        query = (
            select(deliveries.c.state, deliveries.c.reason)
            .where(func.lower(deliveries.c.email) == buyer.email)
            .order_by(deliveries.c.id)
        )
        with self.engine.connect() as connection:
            return [(State(state), reason) for state, reason in connection.execute(query)]

    def _is_at_rest(self, buyer: Buyer) -> bool:
        states = [state for state, _ in self.record_of(buyer)]
        return bool(states) and State.WAITING not in states


@contextmanager
def stage(
    database_url: str,
    redis_url: str,
    folder: Path,
    tell_tags: str = "",
    **environment: str,
) -> Iterator[Stage]:
    """The shop's bridge, in front of an account that spells tags as it is told."""
    (folder / "rules.yaml").write_text(RULES)
    account = SandboxAccount(TAGS, None, tell_tags=tell_tags)
    with account, (folder / "log").open("wb") as log:
        account.furnish(lists=LISTS)
        given = {
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "THRIVECART_SECRET": SECRET,
            "ACTIVECAMPAIGN_URL": account.url,
            "ACTIVECAMPAIGN_KEY": account.key,
            "ACTIVECAMPAIGN_RATE": "0",
            "RULES_FILE": str(folder / "rules.yaml"),
        }
        engine = engine_for(database_url)
        try:
            with Stack(given | environment, log=log) as stack:
                yield Stage(stack, account, engine, folder / "log")
        except BaseException:
            print((folder / "log").read_text(errors="replace"))  # noqa: T201 # beside the failure
            raise
        finally:
            engine.dispose()
