"""OUT: one short file a CRM, each giving the same few calls."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from bridge.model import Call, Contact, Outcome, Plan, Sort


class Memory(Protocol):
    """What an adapter may keep between calls: vendor ids by name, written at once and for good.

    It saves calls and never replaces the truth; everything in it may be stale or gone.
    """

    def get(self, name: str) -> str | None: ...

    def put(self, name: str, value: str | None) -> None:
        """Keep `value`, committed before this returns; None forgets the name."""

    def jot(self, name: str, value: str | None) -> None:
        """The same for what only saves a call: kept with the outcome, lost if the process dies."""

    def note(self, call: Call) -> None:
        """Write one call down for the people who ask what happened."""

    def before_call(self) -> None:
        """Said before each call leaves. Raises CrmUnavailable when it must not any more, because
        another worker may speak about the contact by now."""


class Pace(Protocol):
    """How fast all workers together may call one account."""

    def wait(self) -> None:
        """Return when one more call is allowed; raises CrmUnavailable when that takes too long."""

    def hold(self, seconds: float) -> None:
        """The account asked for quiet: no worker calls it for this long."""


@dataclass(frozen=True)
class TagReport:
    """What `check` found missing: tags, and others (lists, fields, automations), each with the
    nearest name the account has, if any."""

    missing: tuple[tuple[str, str | None], ...] = ()
    others: tuple[tuple[Sort, str, str | None], ...] = ()


class Crm(Protocol):
    """One destination."""

    name: str

    def apply(self, plan: Plan, memory: Memory) -> Outcome:
        """Make the contact as the plan says, in as few calls as the CRM allows.

        What takes away (`remove`, `unsubscribe`) comes first, and never creates a contact, nor does
        `add_if_there`; all else does. Who opted out of a list stays out unless the wish says
        otherwise. Each `fire` and `start` happens once for its token, over retries and kills.

        What the CRM lacks or will not take or allow is refused alone, by name, and the rest goes
        on. What it says is so already is done. A contact that is remembered stays hers, also under
        an address that somebody gave it in the CRM.

        Applying a plan twice leaves the contact as applying it once. Raises CrmUnavailable (try
        again), CrmRefused (this contact cannot be written) or AccountRefused (nothing can: the key
        is refused everywhere).
        """

    def rename(self, contact: Contact, memory: Memory) -> bool:
        """Give the remembered contact the address of `contact`; True also where it has it already.

        False, and nothing is changed, where another contact has that address, or the remembered one
        is gone. Never creates one. Raises as `apply`.
        """

    def look(
        self, contact: Contact, names: Iterable[tuple[Sort, str]], memory: Memory
    ) -> frozenset[str]:
        """Which of these tags and lists the contact has just now, by their keys (target_key).

        Writes nothing to the CRM. Raises as `apply`.
        """

    def check(self, tags: Iterable[str] = (), others: Iterable[tuple[Sort, str]] = ()) -> TagReport:
        """Ask the account whether it answers and has these tags, lists, fields and automations.

        What is remembered of them is renewed. Raises CrmUnavailable, CrmRefused (these may not be
        listed) or AccountRefused.
        """
