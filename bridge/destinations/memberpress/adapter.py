"""MemberPress: access to the memberships of a WordPress site, by the add-on Developer Tools.

Its API is at `/wp-json/mp/v1` (github.com/caseproof/memberpress-rest-api-documentation; where that
and the add-on's code disagree, the code counts). Access is a transaction that is complete and has
not expired: one for each hold on each membership, known by its `trans_num`. A new person comes with
her first one in one `POST /members`; the next is `POST /transactions`; another end, and open again,
is `PUT /transactions/{id}`, and ended is the status `refunded`. Her WordPress user stays, always.

Remembered: in the contact's memory `contact` (her user's id), `login` (a hash of it) and
`crash:<call>`; in the account's `access:<name>` (the membership's id), `every access:<name>` (all
ids that it had) and `route`.
"""

import time
from collections.abc import Callable, Iterable

from bridge.destinations.account import AccountSettings
from bridge.destinations.base import Memory, Pace, TagReport
from bridge.destinations.memberpress.client import MemberPressClient
from bridge.destinations.memberpress.execution import MemberPressExecution
from bridge.destinations.memberpress.member import SiteMember
from bridge.destinations.memberpress.memberships import MembershipDirectory
from bridge.model import Contact, Outcome, Plan, Sort, target_key


class MemberPress:
    """One site, as the port says. Unless it is told otherwise it writes to whom it lets in: a new
    user her password, and what the membership says to who is new in it."""

    def __init__(
        self,
        account: AccountSettings,
        pace: Pace,
        account_memory: Memory,
        timeout: float = 15.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`timeout` is in seconds for each answer; `sleep` waits before a quick second try."""
        self.name = account.name
        self._mails = bool(account.values.get("MEMBERPRESS_WELCOME", True))
        self._client = MemberPressClient(account, pace, account_memory, timeout, sleep)
        self._account_memory = account_memory
        self._directory = MembershipDirectory(self._client, account_memory)

    def apply(self, plan: Plan, memory: Memory) -> Outcome:
        """It knows access alone; all else is refused by name."""
        if not plan:
            return Outcome()
        member = self._member(plan.contact, memory)
        return MemberPressExecution(self._client, self._directory, member, plan).run()

    def rename(self, contact: Contact, memory: Memory) -> bool:
        """Her user's address; her login stays, and either lets her log in. WordPress itself writes
        to the old address that it was changed."""
        return self._member(contact, memory).rename()

    def look(
        self, contact: Contact, names: Iterable[tuple[Sort, str]], memory: Memory
    ) -> frozenset[str]:
        """Of memberships those that are open to her, whatever opened them; of all else nothing."""
        titles = [name for sort, name in names if sort is Sort.ACCESS]
        if not titles:
            return frozenset()
        ids = self._directory.find(titles, memory).ids
        member = self._member(contact, memory)
        member.find()
        mine = member.memberships() if member.number else set()
        return frozenset(target_key(Sort.ACCESS, name) for name, id_ in ids.items() if id_ in mine)

    def check(self, tags: Iterable[str] = (), others: Iterable[tuple[Sort, str]] = ()) -> TagReport:
        """It lists the memberships, also where none is asked for: that shows that the key serves
        and the address is right. Tags and the like it has none."""
        wanted = list(others)
        titles = [name for sort, name in wanted if sort is Sort.ACCESS]
        lacking = self._directory.missing(titles, self._account_memory)
        missing: list[tuple[Sort, str, str | None]] = [
            (sort, name, None) for sort, name in wanted if sort is not Sort.ACCESS
        ]
        missing += [(Sort.ACCESS, *each) for each in lacking]
        return TagReport(tuple((tag, None) for tag in tags), tuple(missing))

    def _member(self, contact: Contact, memory: Memory) -> SiteMember:
        return SiteMember(self._client, contact, memory, mails=self._mails)
