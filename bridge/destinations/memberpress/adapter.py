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
from bridge.destinations.base import Crm, Memory, Pace, TagReport
from bridge.destinations.memberpress.address import site_address
from bridge.destinations.memberpress.client import KEY, KEY_HINT, URL, MemberPressClient
from bridge.destinations.memberpress.execution import MemberPressExecution
from bridge.destinations.memberpress.member import SiteMember
from bridge.destinations.memberpress.memberships import MembershipDirectory
from bridge.destinations.verdicts import VendorNames
from bridge.model import Contact, Outcome, Plan, Sort, target_key

NAMED = VendorNames("MemberPress", URL, KEY, KEY_HINT)
WELCOME = "MEMBERPRESS_WELCOME"


def connect(account: AccountSettings, pace: Pace, memory: Memory, timeout: float) -> Crm:
    """The site that the settings name."""
    names = (account.called, account.variable(URL), account.variable(KEY), KEY_HINT)
    url, key = (account.values.get(name, "") for name in (URL, KEY))
    crm = MemberPress(url, key, pace, memory, timeout, named=VendorNames(*names))
    crm.name = account.name
    crm.mails = account.values.get(WELCOME, True)
    return crm


class MemberPress:
    """One site, as the port says. With `mails` it writes to whom it lets in: a new user her
    password, and what the membership says to who is new in it."""

    name = "memberpress"
    mails = True

    def __init__(
        self,
        url: str,
        key: str,
        pace: Pace,
        account_memory: Memory,
        timeout: float = 15.0,
        sleep: Callable[[float], None] = time.sleep,
        named: VendorNames = NAMED,
    ) -> None:
        """`url` is the site's address; `timeout` is in seconds for each answer."""
        address = site_address(url)
        self._client = MemberPressClient(address, key, named, pace, account_memory, timeout, sleep)
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
        return SiteMember(self._client, contact, memory, mails=self.mails)
