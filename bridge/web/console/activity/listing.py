"""The list of deliveries: which of them a page is asked for, and the page that is found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bridge.explain.patient_store import Record
from bridge.store.delivery import Delivery
from bridge.web.console.filters import STATES
from bridge.web.console.shell.replies import NotAPage

LARGEST_ID = 2**63 - 1
_A_PAGE = 50


@dataclass(frozen=True)
class Search:
    """Empty or None: not asked for. `email` only ever comes in a form's body, so that no address
    of a page and no log of addresses holds it."""

    email: str = ""
    state: str = ""
    before: int | None = None
    after: int | None = None


@dataclass(frozen=True)
class Page:
    """Up to fifty deliveries, newest first, and the ids to go on from where there are more."""

    deliveries: Sequence[Delivery]
    older_than: int | None = None
    newer_than: int | None = None


def search_of(fields: Mapping[str, str], email: str = "") -> Search:
    """Raises NotAPage."""
    state = fields.get("state", "")
    if state and state not in STATES:
        raise NotAPage
    # Postgres takes no NUL, and no address has one.
    return Search(
        email.replace("\0", "").strip(), state, _id(fields, "before"), _id(fields, "after")
    )


def _id(fields: Mapping[str, str], name: str) -> int | None:
    text = fields.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= LARGEST_ID):
        raise NotAPage
    return int(text)


def page_of(record: Record, search: Search) -> Page:
    """Raises NotStored."""
    if search.after is not None:
        return _upwards(record, search)
    more = record.latest(_A_PAGE + 1, search.email, search.state, search.before, None)
    found = more[:_A_PAGE]
    older = found[-1].id if len(more) > _A_PAGE else None
    newer = found[0].id if found and search.before is not None else None
    return Page(found, older, newer)


def _upwards(record: Record, search: Search) -> Page:
    more = record.latest(_A_PAGE + 1, search.email, search.state, None, search.after)
    if len(more) <= _A_PAGE:  # the newest page is always a full one
        return page_of(record, Search(search.email, search.state))
    found = more[1:]
    return Page(found, found[-1].id, found[0].id)
