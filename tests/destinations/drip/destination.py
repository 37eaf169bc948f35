"""The Drip stand-in as a destination of the contract."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from bridge.destinations.drip.adapter import Drip
from bridge.model import Contact, Sort
from bridge.sandbox.drip import SandboxDrip
from bridge.sandbox.drip.state import STANDINGS
from tests.destinations.contract import ANN
from tests.destinations.contract_other_targets import COURSE, DEALS, FAREWELL, NEWS, ORDER, WELCOME
from tests.destinations.fakes import DictMemory
from tests.destinations.stand_in_destination import (
    TAGS,
    StandInDestination,
)

TOKEN = "sandbox-token-b1946ac9"
WRITE, LIST, ASK = "POST /subscribers", "GET /subscribers", "GET /subscribers/{id}"
REMOVE, NAMES = "DELETE /subscribers/{id}/tags/{id}", "GET /tags"
SERIES, JOIN = "GET /subscribers/{id}/{id}", "POST /campaigns/{id}/subscribers"
LEAVE = "POST /subscribers/{id}/remove"
WORKFLOW, START = "GET /workflows/{id}", "POST /workflows/{id}/subscribers"
IDENTIFIERS = {ORDER: "last_order", COURSE: "course"}
FORBIDDEN = {"code": "authorization_error", "message": "You are not authorized to do that"}
NO = {"errors": [FORBIDDEN]}
OTHERS = [
    *((Sort.LIST, name) for name in (NEWS, DEALS)),
    *((Sort.FIELD, name) for name in (ORDER, COURSE)),
    (Sort.AUTOMATION, WELCOME),
]
EVE = Contact("eve@example.com", "Eve")


class DripDestination(StandInDestination):
    title, adapter = "Drip", Drip
    quiet = None  # the 429 of the account's limit names no time
    account: SandboxDrip
    crm: Drip

    def fields(self) -> dict[str, str]:
        titles = {identifier: title for title, identifier in IDENTIFIERS.items()}
        return {titles.get(name, name): value for name, value in super().fields().items()}

    def put_on_list(self, name: str, standing: str) -> None:
        if ANN.key not in self.contacts():
            self.account.add_contact(ANN.email)
        words: Mapping[str, str] = {word: status for status, word in reversed(STANDINGS.items())}
        self.account.put_on_list(ANN.email, name, words.get(standing, "active"))
        self.account.unsubscribe(ANN.email, "undeliverable" if standing == "bounced" else "active")

    def forbid(self, sort: Sort, name: str) -> None:
        about: Any = {sort.value: IDENTIFIERS.get(name, name)}
        self.account.faults.fail(403, times=None, method="POST", body=NO, **about)


def furnished(**oddities: Any) -> SandboxDrip:
    """With everything that the contract speaks of."""
    account = SandboxDrip(TAGS, None, TOKEN, **oddities)
    account.furnish([NEWS, DEALS], [ORDER, COURSE], [WELCOME, FAREWELL])
    return account


@pytest.fixture
def destination() -> Iterator[DripDestination]:
    with furnished() as account:
        yield DripDestination(account)


@pytest.fixture
def known(destination: DripDestination, memory: DictMemory) -> DripDestination:
    destination.get_to_know(memory, OTHERS)
    return destination
