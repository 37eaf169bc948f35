"""The sandbox Ontraport account as a destination of the contract."""

from bridge.destinations.ontraport.adapter import Ontraport
from bridge.model import Contact, Sort
from bridge.sandbox.ontraport import SandboxOntraport
from tests.destinations.contract_other_targets import COURSE, FAREWELL, ORDER, WELCOME
from tests.destinations.stand_in_destination import (
    StandInDestination,
)

KEY = "sandbox-key-b1946ac9"
NAMES = [*((Sort.FIELD, name) for name in (ORDER, COURSE)), (Sort.AUTOMATION, WELCOME)]
NEW = Contact("new@example.com", "New")
SAVE, WRITE = "POST /Contacts/saveorupdate", "PUT /objects"
FIND, SHOW = "GET /object/getByEmail", "GET /object"
ADD, REMOVE = "PUT /objects/tag", "DELETE /objects/tag"
START = "PUT /objects/subscribe"
LIST, MAKE = "GET /Tags", "POST /Tags"
NO = {"code": 403, "data": "You do not have permission to do that"}


class OntraportDestination(StandInDestination):
    title, adapter = "Ontraport", Ontraport
    account: SandboxOntraport
    crm: Ontraport

    def __init__(self, account: SandboxOntraport) -> None:
        account.furnish((), [ORDER, COURSE], [WELCOME, FAREWELL])
        super().__init__(account)

    def forbid(self, sort: Sort, name: str) -> None:
        """By any method."""
        self.account.faults.fail(403, times=None, body=NO, **{sort.value: name})
