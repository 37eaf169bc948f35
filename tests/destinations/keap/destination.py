"""The stand-in of a Keap account as a destination of the contract."""

from bridge.destinations.keap.adapter import Keap
from bridge.model import Contact
from bridge.sandbox.keap import SandboxKeap
from tests.destinations.contract_other_targets import COURSE, FAREWELL, ORDER, WELCOME
from tests.destinations.stand_in_destination import (
    StandInDestination,
)

KEY = "KeapAK-b1946ac92492d2347c6235b4d2611184"
UPSERT, FIND = "PUT /v1/contacts", "GET /v2/contacts"
ASK, WRITE = "GET /v2/contacts/{id}", "PATCH /v2/contacts/{id}"
ADD, REMOVE = "POST /v1/contacts/{id}/tags", "DELETE /v1/contacts/{id}/tags"
LIST, MAKE, TEST = "GET /v2/tags", "POST /v2/tags", "GET /v2/oauth/connect/userinfo"
MODEL = "GET /v2/contacts/model"
CAMPAIGNS, SEQUENCES = "GET /v2/campaigns", "GET /v2/campaigns/{id}/sequences"
START = "POST /v2/campaigns/{id}/sequences/{id}:addContacts"
NEW = Contact("new@example.com", "New", "Buyer", "+49 170 7654321")
NO = {"code": 403, "message": "You do not have permission to do that", "status": "ERROR"}


class KeapDestination(StandInDestination):
    title, adapter, no = "Keap", Keap, NO
    account: SandboxKeap
    crm: Keap

    def __init__(self, account: SandboxKeap) -> None:
        account.furnish(fields=[ORDER, COURSE], automations=[WELCOME, FAREWELL])
        super().__init__(account)

    def contacts(self) -> dict[str, set[str]]:
        emails = [contact.email for contact in self.account.account.contacts.values()]
        assert len(emails) == len({*emails})  # nobody is there twice
        return super().contacts()
