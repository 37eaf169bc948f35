"""ActiveCampaign, API v3.

Adding a tag is one `POST /contactTags` by tag id; removing it a `DELETE /contactTags/{id}` by the
id of the pair, which a look at the contact gives. There is no call for several tags at once.
Ids are remembered: the contact's in its own memory (`contact`, `profile`, `fire:<token>`), those
of tags in the account's (`tag:<name>`).
"""

import time
from collections.abc import Callable, Iterable

from bridge.crms import Memory, Pace, TagReport
from bridge.crms._activecampaign_contact import AccountContact
from bridge.crms._activecampaign_tagging import Tagging
from bridge.crms._activecampaign_tags import TagTable
from bridge.crms._activecampaign_writing import PlanInHand
from bridge.crms._http import Connection
from bridge.crms._verdicts import Named
from bridge.model import Outcome, Plan, Sort

_NAMED = Named("ActiveCampaign", "ACTIVECAMPAIGN_URL", "ACTIVECAMPAIGN_KEY")


class ActiveCampaign:
    """One account. `url` as ActiveCampaign shows it, with or without `/api/3`."""

    name = "activecampaign"

    def __init__(
        self,
        url: str,
        key: str,
        pace: Pace,
        account_memory: Memory,
        timeout: float = 15.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`timeout` is in seconds for each answer; `sleep` waits before a quick second try."""
        base = url.strip().rstrip("/").removesuffix("/api/3").rstrip("/") + "/api/3"
        headers = {"Api-Token": key.strip(), "Accept": "application/json"}
        self._connection = Connection(_NAMED, base, headers, pace, timeout, sleep)
        self._account_memory = account_memory
        self._tags = TagTable(self._connection, account_memory)

    def apply(self, plan: Plan, memory: Memory) -> Outcome:
        """As the port says. A plan that only removes never creates a contact."""
        if not plan:
            return Outcome()
        contact = AccountContact(self._connection, plan.contact, memory)
        create = plan.create_missing_tags
        tagging = Tagging(self._connection, self._tags, contact, memory, create=create)
        return PlanInHand(tagging, contact, plan, memory).run()

    def check(
        self,
        tags: Iterable[str] = (),
        others: Iterable[tuple[Sort, str]] = (),  # noqa: ARG002 # not looked up yet
    ) -> TagReport:
        """As the port says; with tags it also renews their remembered ids."""
        wanted = list(tags)
        if wanted:
            return TagReport(tuple(self._tags.missing(wanted, self._account_memory)))
        self._connection.call(self._account_memory, "GET", "/tags", query={"limit": "1"})
        return TagReport()
