"""A CRM's stand-in as a destination of the contract."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from bridge.destinations.account import settings_of_account
from bridge.destinations.base import Crm
from bridge.model import Contact, Destination, FieldValue, Plan, Sort
from bridge.sandbox.crm_stand_in import CrmStandIn
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.contract_other_targets import COURSE, ORDER
from tests.destinations.fakes import DictMemory, FreePace

PAYF, SUSP, CANC = (f"{GOLD}{suffix}" for suffix in ("PAYF", "SUSP", "CANC"))
TAGS = [GOLD, SILVER, PAYF, SUSP, CANC]
TWO_FIELDS = (FieldValue(ORDER, "1001"), FieldValue(COURSE, "Knots"))


class StandInDestination:
    """`title` is how messages name the CRM, `adapter` the class of its `crm`, `quiet` for how many
    seconds its 429 asks not to be called, `no` what it answers to whom a thing is forbidden."""

    title: ClassVar[str]
    adapter: ClassVar[Any]
    quiet: ClassVar[float | None] = 30
    no: ClassVar[Mapping[str, object]]
    account: CrmStandIn
    crm: Crm

    def __init__(self, account: CrmStandIn) -> None:
        self.account = account
        self.key = account.key
        self.account_memory = DictMemory()
        self.settings: dict[str, object] = {}
        self.start_over()

    def start_over(self) -> None:
        """As a new process does: with nothing but what is in the memories."""
        self.pace = FreePace()
        named = Destination(self.account.vendor, self.account.vendor)
        read = settings_of_account(named, self.account.environment)
        settings = replace(read, values={**read.values, **self.settings})
        self.crm = self.adapter(settings, self.pace, self.account_memory, 2, sleep=lambda _: None)

    def configure(self, **settings: object) -> None:
        """As a new process with other settings, each as it is read."""
        self.settings |= settings
        self.start_over()

    def get_to_know(self, memory: DictMemory, others: Iterable[tuple[Sort, str]] = ()) -> None:
        """Names are known, Ann is known and carries Silver; the count starts from here."""
        self.crm.check(TAGS, others)
        self.crm.apply(Plan(ANN, add=(SILVER,)), memory)
        self.account.reset()

    def contacts(self) -> dict[str, set[str]]:
        return {email.lower(): tags for email, tags in self.account.contacts().items()}

    def tag_by_hand(self, contact: Contact, tag: str) -> None:
        if contact.key not in self.contacts():
            self.account.add_contact(contact.email)
        self.account.tag(contact.email, tag)

    def untag_by_hand(self, contact: Contact, tag: str) -> None:
        self.account.untag(contact.email, tag)

    def delete_by_hand(self, contact: Contact) -> None:
        self.account.delete_contact(contact.email)

    def rename_by_hand(self, contact: Contact, email: str) -> None:
        self.account.change_email(contact.email, email)

    def put_on_list(self, name: str, standing: str) -> None:
        raise NotImplementedError(f"{self.title} has no list {name}, nor a standing {standing}")

    def lists(self) -> Mapping[str, str]:
        return self.account.lists_of(ANN.email)

    def fields(self) -> Mapping[str, str]:
        return self.account.fields_of(ANN.email)

    def started(self) -> list[str]:
        return self.account.started(ANN.email)

    def fail(self, status: int, times: int, after: int = 0) -> None:
        retry_after = self.quiet if status == 429 else None
        self.account.faults.fail(status, times=times, after=after, retry_after=retry_after)

    def lose_answers(self, times: int, after: int = 0) -> None:
        self.account.faults.lose_answers(times=times, after=after)

    def refuse_key(self) -> None:
        self.account.conditions.refuse_key = True

    def forbid(self, sort: Sort, name: str) -> None:
        """A field is written with the contact, by whatever method that has."""
        method, about = "" if sort is Sort.FIELD else "POST", {sort.value: name}
        self.account.faults.fail(403, times=None, method=method, body=self.no, **about)

    def allow(self) -> None:
        self.account.recover()

    def count(self) -> int:
        return len(self.account.calls)

    def calls(self) -> list[str]:
        return [call.name for call in self.account.calls]
