"""The sandbox account of Kit as a destination of the contract."""

from bridge.destinations.kit.adapter import Kit
from bridge.model import Contact, Sort
from bridge.sandbox.kit import SandboxKit
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.contract_other_targets import COURSE, FAREWELL, ORDER, WELCOME
from tests.destinations.fakes import DictMemory, FreePace

KEY = "sandbox-key-b1946ac9"
PAYF, SUSP, CANC = (f"{GOLD}{suffix}" for suffix in ("PAYF", "SUSP", "CANC"))
TAGS = [GOLD, SILVER, PAYF, SUSP, CANC]
UPSERT, FIND = "POST /subscribers", "GET /subscribers"
ASK, WRITE = "GET /subscribers/{id}", "PUT /subscribers/{id}"
ADD, REMOVE = "POST /tags/{id}/subscribers/{id}", "DELETE /tags/{id}/subscribers/{id}"
LIST, HELD = "GET /tags", "GET /subscribers/{id}/tags"
FIELDS, SEQUENCES = "GET /custom_fields", "GET /sequences"
START, REPEATS = "POST /sequences/{id}/subscribers/{id}", "GET /sequences/{id}"
NEW = Contact("new@example.com", "New", "Buyer")
NEVER = 10**9  # reads: lists and filters never show what was written


class KitDestination:
    """The sandbox account as the contract wants it. `WELCOME` may be repeated, `FAREWELL` not."""

    title = "Kit"

    def __init__(self, account: SandboxKit) -> None:
        self.account = account
        self.key = account.key
        self.account_memory = DictMemory()
        account.furnish(fields=[ORDER, COURSE], automations=[WELCOME, FAREWELL])
        account.let_repeat(WELCOME)
        self.start_over()

    def start_over(self) -> None:
        """As a new process does: with nothing but what is in the memories."""
        self.pace = FreePace()
        self.crm = Kit(
            self.account.url, self.key, self.pace, self.account_memory, 2, sleep=lambda _: None
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
        self.account.faults.fail(status, times=times, after=after)

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
        raise NotImplementedError("Kit has no lists")

    def refuse_key(self) -> None:
        self.account.conditions.refuse_key = True

    def forbid(self, sort: Sort, name: str) -> None:
        method = "" if sort is Sort.FIELD else "POST"
        body = {"errors": ["You may not do this"]}
        about = {sort.value: name}
        self.account.faults.fail(403, times=None, method=method, body=body, **about)

    def allow(self) -> None:
        self.account.recover()

    def rename_by_hand(self, contact: Contact, email: str) -> None:
        self.account.change_email(contact.email, email)

    def count(self) -> int:
        return len(self.account.calls)

    def calls(self) -> list[str]:
        return [call.name for call in self.account.calls]
