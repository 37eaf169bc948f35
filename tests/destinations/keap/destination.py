"""The stand-in of a Keap account as a destination of the contract."""

from bridge.destinations.keap.adapter import Keap
from bridge.model import Contact, Sort
from bridge.sandbox.keap import SandboxKeap
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.contract_other_targets import COURSE, FAREWELL, ORDER, WELCOME
from tests.destinations.fakes import DictMemory, FreePace

KEY = "KeapAK-b1946ac92492d2347c6235b4d2611184"
PAYF, SUSP, CANC = (f"{GOLD}{suffix}" for suffix in ("PAYF", "SUSP", "CANC"))
TAGS = [GOLD, SILVER, PAYF, SUSP, CANC]
UPSERT, FIND = "PUT /v1/contacts", "GET /v2/contacts"
ASK, WRITE = "GET /v2/contacts/{id}", "PATCH /v2/contacts/{id}"
ADD, REMOVE = "POST /v1/contacts/{id}/tags", "DELETE /v1/contacts/{id}/tags"
LIST, MAKE, TEST = "GET /v2/tags", "POST /v2/tags", "GET /v2/oauth/connect/userinfo"
MODEL = "GET /v2/contacts/model"
CAMPAIGNS, SEQUENCES = "GET /v2/campaigns", "GET /v2/campaigns/{id}/sequences"
START = "POST /v2/campaigns/{id}/sequences/{id}:addContacts"
NEW = Contact("new@example.com", "New", "Buyer", "+49 170 7654321")
NO = {"code": 403, "message": "You do not have permission to do that", "status": "ERROR"}


class KeapDestination:
    """The account as the contract wants it."""

    title = "Keap"

    def __init__(self, account: SandboxKeap) -> None:
        self.account = account
        self.key = account.key
        self.account_memory = DictMemory()
        self.settings: dict[str, object] = {}
        account.furnish(fields=[ORDER, COURSE], automations=[WELCOME, FAREWELL])
        self.start_over()

    def start_over(self) -> None:
        """As a new process does: with nothing but what is in the memories."""
        self.pace = FreePace()
        values = {"KEAP_URL": self.account.url, "KEAP_KEY": self.key, **self.settings}
        self.crm = Keap(values, self.pace, self.account_memory, 2, sleep=lambda _: None)

    def configure(self, **settings: object) -> None:
        self.settings |= settings
        self.start_over()

    def contacts(self) -> dict[str, set[str]]:
        emails = [contact.email for contact in self.account.account.contacts.values()]
        assert len(emails) == len({*emails})  # nobody is there twice
        return {email.lower(): tags for email, tags in self.account.contacts().items()}

    def tag_by_hand(self, contact: Contact, tag: str) -> None:
        if contact.key not in self.contacts():
            self.account.add_contact(contact.email)
        self.account.tag(contact.email, tag)

    def untag_by_hand(self, contact: Contact, tag: str) -> None:
        self.account.untag(contact.email, tag)

    def fail(self, status: int, times: int, after: int = 0) -> None:
        retry_after = 30 if status == 429 else None
        self.account.faults.fail(status, times=times, after=after, retry_after=retry_after)

    def lose_answers(self, times: int, after: int = 0) -> None:
        self.account.faults.lose_answers(times=times, after=after)

    def delete_by_hand(self, contact: Contact) -> None:
        self.account.delete_contact(contact.email)

    def lists(self) -> dict[str, str]:
        return {}

    def fields(self) -> dict[str, str]:
        return self.account.fields_of(ANN.email)

    def started(self) -> list[str]:
        return self.account.started(ANN.email)

    def put_on_list(self, name: str, standing: str) -> None:
        raise NotImplementedError("Keap has no lists")

    def refuse_key(self) -> None:
        self.account.conditions.refuse_key = True

    def forbid(self, sort: Sort, name: str) -> None:
        method = "" if sort is Sort.FIELD else "POST"
        about = {sort.value: name}
        self.account.faults.fail(403, times=None, method=method, body=NO, **about)

    def allow(self) -> None:
        self.account.recover()

    def rename_by_hand(self, contact: Contact, email: str) -> None:
        self.account.change_email(contact.email, email)

    def count(self) -> int:
        return len(self.account.calls)

    def calls(self) -> list[str]:
        return [call.name for call in self.account.calls]
