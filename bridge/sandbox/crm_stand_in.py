"""What the stand-ins of CRMs have in common besides: people with tags, and what is seen of them."""

from abc import abstractmethod
from collections import Counter
from collections.abc import Mapping
from typing import Any, Protocol

from bridge.sandbox.stand_in import StandIn


class FiringAccount(Protocol):
    """What stands in it; `fired` counts how often (e-mail, tag) went from absent to present."""

    fired: Counter[tuple[str, str]]


class CrmStandIn(StandIn):
    """People are named by e-mail, all else by its name. What is done by hand raises LookupError for
    what is not there; who is not there has nothing."""

    by_hand = ("tag", "untag", "delete_contact", "change_email", "furnish", *StandIn.by_hand)
    account: FiringAccount

    @abstractmethod
    def contacts(self) -> dict[str, set[str]]:
        """Everybody: e-mail -> tags."""

    @abstractmethod
    def fields_of(self, email: str) -> Mapping[str, str]:
        """Her custom fields that hold something, by name."""

    @abstractmethod
    def started(self, email: str) -> list[str]:
        """The automations that she entered, in order, each as often as she did."""

    def lists_of(self, email: str) -> Mapping[str, str]:  # noqa: ARG002 - for those that have lists
        """Her lists, each with her standing in words."""
        return {}

    @abstractmethod
    def add_contact(self, email: str, /) -> object:
        """The new contact's id."""

    @abstractmethod
    def delete_contact(self, email: str) -> None: ...

    @abstractmethod
    def change_email(self, email: str, new_email: str) -> None: ...

    @abstractmethod
    def tag(self, email: str, tag: str) -> None: ...

    @abstractmethod
    def untag(self, email: str, tag: str) -> None: ...

    def fired(self, email: str, tag: str) -> int:
        """How often the automations behind this tag started for her."""
        return self.account.fired[email.casefold(), tag]

    def firings(self) -> list[tuple[str, str, int]]:
        """(e-mail, tag, how often), in order."""
        return [(*who_and_tag, times) for who_and_tag, times in sorted(self.account.fired.items())]

    def people(self) -> list[dict[str, Any]]:
        return [
            {
                "email": email,
                "tags": sorted(tags),
                "lists": self.lists_of(email),
                "fields": self.fields_of(email),
                "automations": self.started(email),
            }
            for email, tags in sorted(self.contacts().items())
        ]

    def counts(self) -> dict[str, object]:
        rows = [{"email": who, "tag": tag, "times": times} for who, tag, times in self.firings()]
        return super().counts() | {"fired": rows}

    def reset(self) -> None:
        """Forget the counted calls and firings; contacts and tags stay."""
        super().reset()
        self.account.fired.clear()
