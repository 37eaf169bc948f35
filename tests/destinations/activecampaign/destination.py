"""The sandbox account as a destination of the contract."""

from collections.abc import Iterator

import pytest

from bridge.destinations.activecampaign.adapter import ActiveCampaign
from bridge.model import Contact, ListWish, Plan, Sort
from bridge.sandbox.activecampaign import SandboxAccount
from bridge.sandbox.activecampaign.state import STANDINGS
from tests.destinations.activecampaign.scripted import NO
from tests.destinations.contract import ANN
from tests.destinations.contract_other_targets import COURSE, DEALS, FAREWELL, NEWS, ORDER, WELCOME
from tests.destinations.fakes import DictMemory
from tests.destinations.stand_in_destination import (
    TAGS,
    TWO_FIELDS,
    StandInDestination,
)

KEY = "sandbox-key-b1946ac9"
LOOK, SYNC, ADD = "GET /contacts", "POST /contact/sync", "POST /contactTags"
REMOVE, LIST = "DELETE /contactTags/{id}", "GET /contacts/{id}/contactTags"
LISTS, PUT = "GET /contacts/{id}/contactLists", "POST /contactLists"
WRITE, ASK = "PUT /contacts/{id}", "GET /contacts/{id}"
START, ENTRIES = "POST /contactAutomations", "GET /contacts/{id}/contactAutomations"
NAMES = [
    *((Sort.LIST, name) for name in (NEWS, DEALS)),
    *((Sort.FIELD, name) for name in (ORDER, COURSE)),
    (Sort.AUTOMATION, WELCOME),
]
NEW = Contact("new@example.com", "New")
SUBSCRIBE = (ListWish(NEWS),)


class SandboxDestination(StandInDestination):
    title, adapter, no = "ActiveCampaign", ActiveCampaign, NO
    account: SandboxAccount
    crm: ActiveCampaign

    def put_on_list(self, name: str, standing: str) -> None:
        if ANN.key not in self.contacts():
            self.account.add_contact(ANN.email)
        (status,) = (status for status, word in STANDINGS.items() if word == standing)
        self.account.put_on_list(ANN.email, name, status)


@pytest.fixture(params=[False, True], ids=["include honoured", "include ignored"])
def destination(request: pytest.FixtureRequest) -> Iterator[SandboxDestination]:
    with SandboxAccount(TAGS, None, KEY, ignore_include=request.param) as account:
        account.furnish([NEWS, DEALS], [ORDER, COURSE], [WELCOME, FAREWELL])
        yield SandboxDestination(account)


@pytest.fixture
def known(destination: SandboxDestination, memory: DictMemory) -> SandboxDestination:
    destination.get_to_know(memory)
    return destination


@pytest.fixture
def full(known: SandboxDestination, memory: DictMemory) -> SandboxDestination:
    """As `known`, and the ids of the other names are known; the fields hold `TWO_FIELDS`."""
    known.crm.check((), NAMES)
    known.crm.apply(Plan(ANN, fields=TWO_FIELDS), memory)
    known.account.reset()
    return known
