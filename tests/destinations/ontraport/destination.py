"""The sandbox Ontraport account as a destination of the contract."""

from bridge.destinations.ontraport.adapter import Ontraport
from bridge.model import Contact, FieldValue, Sort
from bridge.sandbox.ontraport import SandboxOntraport
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.contract_other_targets import COURSE, FAREWELL, ORDER, WELCOME
from tests.destinations.fakes import DictMemory, FreePace

KEY = "sandbox-key-b1946ac9"
PAYF, SUSP, CANC = (f"{GOLD}{suffix}" for suffix in ("PAYF", "SUSP", "CANC"))
TAGS = [GOLD, SILVER, PAYF, SUSP, CANC]
NAMES = [*((Sort.FIELD, name) for name in (ORDER, COURSE)), (Sort.AUTOMATION, WELCOME)]
NEW = Contact("new@example.com", "New")
TWO_FIELDS = (FieldValue(ORDER, "1001"), FieldValue(COURSE, "Knots"))
SAVE, WRITE = "POST /Contacts/saveorupdate", "PUT /objects"
FIND, SHOW = "GET /object/getByEmail", "GET /object"
ADD, REMOVE = "PUT /objects/tag", "DELETE /objects/tag"
START = "PUT /objects/subscribe"
LIST, MAKE = "GET /Tags", "POST /Tags"
NO = {"code": 403, "data": "You do not have permission to do that"}


class OntraportDestination:
    """The sandbox account as the contract wants it."""

    title = "Ontraport"

    def __init__(self, account: SandboxOntraport) -> None:
        self.account = account
        self.key = account.key
        self.account_memory = DictMemory()
        account.furnish((), [ORDER, COURSE], [WELCOME, FAREWELL])
        self.start_over()

    def start_over(self) -> None:
        """As a new process does: with nothing but what is in the memories."""
        self.pace = FreePace()
        keys = (self.account.app_id, self.key)
        self.crm = Ontraport(
            self.account.url, *keys, self.pace, self.account_memory, 2, sleep=lambda _: None
        )

    def contacts(self) -> dict[str, set[str]]:
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
        raise AssertionError(f"there is no list {name}, nor a standing {standing}")

    def refuse_key(self) -> None:
        self.account.conditions.refuse_key = True

    def forbid(self, sort: Sort, name: str) -> None:
        self.account.faults.fail(403, times=None, body=NO, **{sort.value: name})

    def allow(self) -> None:
        self.account.recover()

    def rename_by_hand(self, contact: Contact, email: str) -> None:
        self.account.change_email(contact.email, email)

    def count(self) -> int:
        return len(self.account.calls)

    def calls(self) -> list[str]:
        return [call.name for call in self.account.calls]
