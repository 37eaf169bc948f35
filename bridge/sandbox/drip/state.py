"""What stands in the sandbox account: people, the names it knows, and who has what."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any

from bridge.model import Sort
from bridge.sandbox.faults import Conditions

ACCOUNT = "9999999"  # the account's number in every path
PROFILE = ("first_name", "last_name", "phone")
ACTIVE = "active"
# A subscription's `status` in a series; `pending` (asked to confirm) is a guess, for the statuses
# that are published are the other three.
STANDINGS = {
    ACTIVE: "subscribed",
    "unsubscribed": "opted out",
    "removed": "opted out",
    "pending": "not confirmed",
}

Row = dict[str, Any]


@dataclass
class DripOddities(Conditions):
    """What the documentation leaves open, or what was seen in some accounts.

    `created_status`: of an upsert that makes somebody. `unknown_id`: of a write by an id that
    nobody has (404 or 422; with 200 a `new_email` that comes along makes somebody). `absent_tag`:
    of taking off a tag that she has not. `lists_unused`: whether a tag that nobody has, or nobody
    any more, is listed. `case_matters`: whether `gold` is another tag than `Gold`.
    `hides_unsubscribed`: whether who gets no mails is not found at her own path.
    `refuses_unsubscribed`: whether she may not be written either. `bare_refusals`: a taken address
    is told without a reason. `loses` and `keeps`: tags that are taken and not put on, or not taken
    off. `series_wakes`: whether being subscribed to a series makes who gets no mails get them
    again. `subscriptions_path`: the name of the list of somebody's series, for the vendor's page
    and its client spell it differently. `crowded`: so many of the next writes find another one
    under way for the same person; `crowded_in_errors` is how that is told.
    """

    created_status: int = 200
    unknown_id: int = 404
    absent_tag: int = 204
    lists_unused: bool = True
    case_matters: bool = False
    hides_unsubscribed: bool = True
    refuses_unsubscribed: bool = False
    bare_refusals: bool = False
    loses: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    series_wakes: bool = False
    subscriptions_path: str = "campaign_subscription"
    crowded: int = 0
    crowded_in_errors: bool = False


class DripAccount:
    """The account's content.

    `subscribers` by id, as the API shows them. `named` are the series and workflows by id; `fields`
    are identifiers. `fired` counts how often (e-mail, tag) went from absent to present, which is
    what starts the workflows behind a tag; `entries` are (person, workflow). `sent` are the keys of
    everything that was ever told of a person.
    """

    def __init__(self, oddities: DripOddities) -> None:
        self.oddities = oddities
        self.subscribers: dict[str, Row] = {}
        self.tags: list[str] = []
        self.fields: list[str] = []
        self.named: dict[Sort, dict[str, Row]] = {Sort.LIST: {}, Sort.AUTOMATION: {}}
        self.subscriptions: list[Row] = []
        self.entries: list[tuple[str, str]] = []
        self.fired: Counter[tuple[str, str]] = Counter()
        self.sent: set[str] = set()
        self._numbers = count(100_001)

    def find(self, who: object) -> Row | None:
        """By id, or by address in whatever case it is written."""
        told = str(who or "").strip()
        by_address = (each for each in self.subscribers.values() if _same(each["email"], told))
        return self.subscribers.get(told) or next(by_address, None)

    def create(self, email: str) -> Row:
        number = next(self._numbers)
        name = f"z{hashlib.sha256(str(number).encode()).hexdigest()[:19]}"
        row: Row = {"id": name, "status": ACTIVE, "email": email.strip()}
        row |= dict.fromkeys(PROFILE) | {"custom_fields": {}, "tags": []}
        row["created_at"] = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        self.subscribers[name] = row
        return row

    def delete(self, person: Row) -> None:
        del self.subscribers[person["id"]]
        self.subscriptions = [s for s in self.subscriptions if s["subscriber"] != person["id"]]
        self.entries = [entry for entry in self.entries if entry[0] != person["id"]]

    def add(self, sort: Sort, name: str, **more: object) -> str:
        """A series, workflow, tag or custom field; its id, or for the last two its name."""
        if sort in self.named:
            number = str(next(self._numbers))
            self.named[sort][number] = {"id": number, "name": name, "status": ACTIVE, **more}
            return number
        known = self.tags if sort is Sort.TAG else self.fields
        if name not in known:
            known.append(name)
        return name

    def listed_tags(self) -> list[str]:
        carried = {tag for person in self.subscribers.values() for tag in person["tags"]}
        return [tag for tag in self.tags if self.oddities.lists_unused or tag in carried]

    def spelled(self, tag: str) -> str:
        """As the account spells this tag, which is made where there is none."""
        for known in self.tags:
            if known == tag or (not self.oddities.case_matters and _same(known, tag)):
                return known
        return self.add(Sort.TAG, tag)

    def tag(self, person: Row, name: str) -> None:
        tag = self.spelled(name)
        if tag not in person["tags"] and tag not in self.oddities.loses:
            person["tags"].append(tag)
            self.fired[person["email"].casefold(), tag] += 1

    def untag(self, person: Row, name: str) -> bool:
        """Whether she had it. A tag that nobody had is not made for this."""
        for tag in person["tags"]:
            if tag == name or (not self.oddities.case_matters and _same(tag, name)):
                if tag not in self.oddities.keeps:
                    person["tags"].remove(tag)
                return True
        return False

    def write(self, person: Row, told: Mapping[str, Any]) -> None:
        """What an upsert tells of her; what is left out stays."""
        self.sent |= set(told)
        person |= {name: told[name] for name in (*PROFILE, "status") if name in told}
        for name, value in (told.get("custom_fields") or {}).items():
            self.add(Sort.FIELD, name)
            person["custom_fields"][name] = value
        for tag in told.get("remove_tags") or ():
            self.untag(person, tag)
        for tag in told.get("tags") or ():
            self.tag(person, tag)

    def standing(self, person: Row, series: str) -> Row | None:
        """Her subscription to this series, by its id."""
        return next((s for s in self.series_of(person) if s["campaign_id"] == series), None)

    def series_of(self, person: Row) -> Iterator[Row]:
        return (s for s in self.subscriptions if s["subscriber"] == person["id"])

    def put_on(self, person: Row, series: str, status: str) -> None:
        row = self.standing(person, series)
        if row is None:
            row = {"id": str(next(self._numbers)), "campaign_id": series, "is_complete": False}
            row["subscriber"] = person["id"]
            self.subscriptions.append(row)
        row["status"] = status


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
