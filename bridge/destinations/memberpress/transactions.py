"""One hold on one membership is one transaction in MemberPress; its `trans_num` says which hold.

`trans_num` is what makes a call safe to repeat: MemberPress does not keep it unique, so it is
looked for before a transaction is made. Access is open while a transaction is `complete` and its
`expires_at` is in the future or none. Sources: MeprTransaction, MpdtTransactionsApi,
MpdtTransactionUtils.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from html import unescape
from typing import Any

from bridge.model import AccessWish, Contact, tag_key

COMPLETE, REFUNDED = "complete", "refunded"
ENDING = {"status": REFUNDED, "gateway": "manual"}  # at once, and the history stays
LIFETIME = "0000-00-00 00:00:00"
_LONGEST = 80  # characters; the column holds 255


@dataclass(frozen=True)
class SiteTransaction:
    """A row as the API tells it. Member and membership stand there in full as long as they exist,
    so that `login` and the membership's `title` are told; an older build tells their numbers
    alone."""

    number: str
    trans_num: str
    member: str
    membership: str
    status: str
    end: str
    email: str = ""
    login: str = ""
    has_membership: bool = False
    title: str = ""

    def is_for(self, trans_num: str) -> bool:
        """A second one for the same hold has a number behind a full stop, which no hold has."""
        return re.fullmatch(rf"{re.escape(trans_num)}(\.\d+)?", self.trans_num) is not None

    def is_hers(self, contact: Contact, member: str | None) -> bool:
        return self.member == member or bool(self.email and self.email == contact.key)

    @property
    def is_complete(self) -> bool:
        return self.status == COMPLETE

    def opens_until(self, end: str) -> bool:
        return self.is_complete and self.end[:10] == end[:10]

    @property
    def next_trans_num(self) -> str:
        base, _, count = self.trans_num.partition(".")
        return f"{base}.{int(count or 1) + 1}"


def transaction_in(row: Mapping[str, Any]) -> SiteTransaction:
    member, membership = row.get("member"), row.get("membership")
    person: Mapping[str, Any] = member if isinstance(member, Mapping) else {}
    return SiteTransaction(
        str(row.get("id", "")),
        str(row.get("trans_num", "")),
        _number(member),
        _number(membership),
        str(row.get("status", "")),
        str(row.get("expires_at") or LIFETIME),
        str(person.get("email", "")).strip().lower(),
        str(person.get("username", "")),
        isinstance(membership, Mapping),
        title_in(membership) if isinstance(membership, Mapping) else "",
    )


def title_in(row: Mapping[str, Any]) -> str:
    """As people read it: WordPress keeps the `&` of a title as `&amp;` for many of its users."""
    return unescape(str(row.get("title", row.get("post_title", ""))))


def _number(told: object) -> str:
    return str(told.get("id", "") if isinstance(told, Mapping) else told)


def trans_num_of(hold: str) -> str:
    """`tc-1001-product-12` of `live:1001:product-12`; of test mode, `tc-test-1001-…`."""
    plain = hold.removeprefix("live:").replace(":", "-")
    short = re.sub(r"[^A-Za-z0-9_-]", "-", plain)[:_LONGEST]
    if short == plain:
        return f"tc-{plain}"
    return f"tc-{short}-{sha256(hold.encode()).hexdigest()[:8]}"


def end_of(until: datetime | None) -> str:
    """As MemberPress keeps it: that day's last second, by UTC, in which its code stores and
    compares (`gmdate`, and WordPress sets PHP's own zone to UTC). So nobody is shut out before her
    end, and at most a day after it. Not verified on a live site.
    """
    return LIFETIME if until is None else f"{until.astimezone(UTC):%Y-%m-%d} 23:59:59"


@dataclass(frozen=True)
class HeldAccess:
    """What is asked for: `wish` with the membership's id, and the words MemberPress has for it.
    Where it is empty the site does not list it, and its title tells it. `before` are ids that the
    name meant once: what was given by them is to end, too."""

    wish: AccessWish
    membership: str
    before: tuple[str, ...] = ()

    @property
    def trans_num(self) -> str:
        return trans_num_of(self.wish.hold)

    @property
    def end(self) -> str:
        return end_of(self.wish.until)

    def is_over(self, now: datetime) -> bool:
        return self.wish.until is not None and self.wish.until <= now

    def is_told_in(self, row: SiteTransaction) -> bool:
        """Whether this transaction is one of this hold."""
        same = row.membership in (self.membership, *self.before)
        if not self.membership:
            same = same or tag_key(row.title) == tag_key(self.wish.membership)
        return same and row.is_for(self.trans_num)

    def body(self, **more: object) -> dict[str, object]:
        """Of a transaction that opens. The gateway always goes along, for older releases begin with
        another; the amount is none, so that no sale is counted twice."""
        start = {"status": COMPLETE, "gateway": "manual", "expires_at": self.end}
        new = {"membership": int(self.membership), "trans_num": self.trans_num}
        return {**new, "amount": "0.00", "total": "0.00", **start, **more}

    def change(self) -> dict[str, object]:
        """Of one that is there, so that it opens."""
        return {"status": COMPLETE, "gateway": "manual", "expires_at": self.end}
