"""What a destination is to the bridge: the guide for whoever adds one.

A destination is one package of this folder and its tests; no other file names it.

- Its folder's name is what `crm:` in rules.yaml calls it. Its `__init__.py` holds `VENDOR`, a
  `Vendor`: how the vendor spells itself, its settings, and where its adapter is. It imports nothing
  that is slow, for every command reads it.
- `connect` of its adapter gives a `Crm`. `http.Connection` makes its calls: at the account's pace,
  each one noted, and each answer's status judged in sentences for people.
- Its tests inherit the promises of `tests/destinations/contract.py`.

The workflow: the bridge compares what a contact should have with what it was told, and hands
`apply` a `Plan` of what differs; what the `Outcome` says is kept as told. A plan comes again where
a worker was killed, or the outcome was not known.

It must do every part of a plan or refuse it by name, and raise one of three errors for the rest:
CrmUnavailable (try again), CrmRefused (this contact never), AccountRefused (nobody ever). It may
remember ids, save calls where it knows better, and ask its account in whatever order suits it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from bridge.model import Call, Contact, Outcome, Plan, Sort
from bridge.model.variable import Variable


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
    """One account of a destination; `name` as in rules.yaml."""

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


# The values of settings by the variables' names, as their `read` gave them.
Values = Mapping[str, Any]


class NameMaker(Protocol):
    """A Crm whose vendor lets names be made by its API, of the sorts that `Vendor.makes` says."""

    def make(self, sort: Sort, name: str) -> None:
        """Make it in the account, where it is not there already: never a second one of that name.

        Raises CrmUnavailable, CrmRefused (this one is not made) or AccountRefused.
        """


@dataclass(frozen=True)
class Vendor:
    """What a destination's package says of itself in `VENDOR`.

    `called` is the vendor's own spelling of its name. `rate` names the one of its `settings` that
    says how many requests a second all workers together may make. `account` tells one account from
    another, by nothing secret: the host of its address, where it has one. `adapter` is where to
    find a function `(account, pace, account_memory, timeout) -> Crm`, as `package.module:name`, of
    which `account` is an AccountSettings. `sorts` is what it has: what else the rules name for it
    is refused before it goes live. `also` are other names under which people know it. `new_tag`
    is a sentence on how a tag comes to be there, where it has no page for making one. `makes` are
    the sorts of which its Crm is a NameMaker, `where` the menus in which one makes a name by hand.
    """

    called: str
    settings: tuple[Variable, ...]
    rate: str
    account: Callable[[Values], str]
    adapter: str
    sorts: frozenset[Sort] = frozenset({Sort.TAG})
    also: tuple[str, ...] = ()
    new_tag: str = ""
    makes: frozenset[Sort] = frozenset()
    where: Mapping[Sort, str] = field(default_factory=dict)

    @property
    def needed(self) -> tuple[str, ...]:
        """The settings that it cannot do without."""
        return tuple(each.name for each in self.settings if each.default is None)
