"""What stands in a WordPress site with MemberPress: users, memberships and transactions.

Written after the add-on's own PHP and MemberPress's models. Rows stand there as the database has
them; `routes.py` tells them as the API does.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count

from bridge.model import tag_key
from bridge.sandbox.faults import Conditions

LIFETIME = "0000-00-00 00:00:00"
STATUSES = ("pending", "failed", "complete", "confirmed", "refunded")
LONGEST_LOGIN = (
    60  # characters; https://developer.wordpress.org/reference/functions/wp_insert_user/
)

Row = dict[str, object]


class Refused(Exception):
    """What a model's own check throws; the API makes it a 500 with the code mp_db_create_error."""


@dataclass
class SiteConditions(Conditions):
    """How sites differ, and what is known to go wrong on some.

    `swallow_nested`: a member's nested transaction fails, and the answer is good all the same.
    `stale_active`: the answer to a new member has `active_memberships` from before its transaction
    (MemberPress keeps them for the length of a request). `plain_permalinks`: only `?rest_route=`
    leads to the API. `folder`: WordPress lives below it (`/school`). `addon_inactive`: the site has
    no such routes. `refuse_manual`: `manual` is no gateway. `refuse_regrant`: what was refunded
    stays so. `crash_on_existing`: an address that is taken ends in a PHP error without a code.
    `older_build`: transactions tell members and memberships as bare numbers, members no recent
    transactions, and a password is mailed only with `send_welcome_email`. `whole_days`: an end is
    kept as that day's last second. `deaf`: no search is heard. `gate`: the web server wants a
    password of its own in `Authorization`, as a staging site does.
    """

    swallow_nested: bool = False
    stale_active: bool = False
    plain_permalinks: bool = False
    folder: str = ""
    addon_inactive: bool = False
    refuse_manual: bool = False
    refuse_regrant: bool = False
    crash_on_existing: bool = False
    older_build: bool = False
    whole_days: bool = True
    deaf: bool = False
    gate: bool = False


class MemberSite:
    """`mails` are (address, what for), in the order in which they went out."""

    def __init__(self, conditions: SiteConditions) -> None:
        self.conditions = conditions
        self.users: dict[int, Row] = {}
        self.memberships: dict[int, Row] = {}
        self.transactions: dict[int, Row] = {}
        self.mails: list[tuple[str, str]] = []
        self._clock: datetime | None = None
        self._ids = count(31)

    @property
    def now(self) -> datetime:
        return self._clock or datetime.now(UTC)

    def set_clock(self, at: datetime | None) -> None:
        """The site's time from now on; None: the machine's."""
        self._clock = at and at.astimezone(UTC)

    def add_membership(self, title: str) -> Row:
        number = next(self._ids)
        row: Row = {"id": number, "title": title, "status": "publish"}
        self.memberships[number] = row
        return row

    def user(self, email: str) -> Row | None:
        wanted = email.strip().casefold()
        return next((u for u in self.users.values() if _same(u["email"], wanted)), None)

    def add_user(self, asked: Mapping[str, object]) -> Row:
        """Raises Refused as `wp_insert_user` does, in whose words MemberPress tells it."""
        email, login = str(asked.get("email", "")), _login(str(asked.get("username", "")))
        self._check_address(email)
        if not login:
            raise Refused("Cannot create a user with an empty login name.")
        if len(login) > LONGEST_LOGIN:
            raise Refused("Username may not be longer than 60 characters.")
        if any(_same(user["login"], login.casefold()) for user in self.users.values()):
            raise Refused("Sorry, that username already exists!")
        number = next(self._ids)
        row: Row = {"id": number, "email": email, "login": login, "registered": _stamp(self.now)}
        row |= {name: str(asked.get(name) or "") for name in ("first_name", "last_name")}
        self.users[number] = row
        return row

    def change_user(self, user: Row, asked: Mapping[str, object]) -> None:
        """WordPress tells the old address of it; a login never changes."""
        if "email" in asked and not _same(user["email"], str(asked["email"]).casefold()):
            self._check_address(str(asked["email"]))
            self.mails.append((str(user["email"]), "your address was changed"))
            user["email"] = str(asked["email"])
        user |= {name: str(asked[name]) for name in ("first_name", "last_name") if name in asked}

    def _check_address(self, email: str) -> None:
        if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", email):
            raise Refused("email is not a valid e-mail address")
        if self.user(email):
            raise Refused(
                "The user was unable to be saved: Sorry, that email address is already used!"
            )

    def store_transaction(self, number: int | None, asked: Mapping[str, object]) -> Row:
        """A new one, or another state of the one with this number. Unknown members and memberships
        are stored like any other. Raises Refused."""
        known = self.transactions.get(number or 0, {})
        row = _blank_transaction() | known | {k: v for k, v in asked.items() if k in _TOLD}
        self._check_transaction(row)
        if known.get("status") == "refunded" and self.conditions.refuse_regrant:
            raise Refused("A refunded transaction cannot be changed.")
        if "expires_at" in asked or not known:
            row["expires_at"] = self._end(str(row["expires_at"] or LIFETIME))
        if not known:
            number = next(self._ids)
            row |= {"id": number, "created_at": str(row["created_at"] or _stamp(self.now))}
        kept = self.transactions.setdefault(whole(row["id"]), row)
        kept |= row
        return kept

    def _check_transaction(self, row: Row) -> None:
        gateways = {"free"} if self.conditions.refuse_manual else {"free", "manual"}
        for name in ("member", "membership"):
            if whole(row[name]) < 1:
                raise Refused(f"{name} must be a number of at least 1")
        if not row["trans_num"]:
            raise Refused("trans_num must not be empty")
        if row["status"] not in STATUSES:
            raise Refused(f"status must be one of {', '.join(STATUSES)}")
        if row["gateway"] not in gateways:
            raise Refused(f"gateway must be one of {', '.join(sorted(gateways))}")

    def _end(self, asked: str) -> str:
        if asked == LIFETIME or not self.conditions.whole_days:
            return asked
        return f"{asked[:10]} 23:59:59"

    def of_user(self, number: object) -> list[Row]:
        """Newest first."""
        mine = [t for t in self.transactions.values() if t["member"] == number]
        return sorted(mine, key=lambda row: whole(row["id"]), reverse=True)

    def open_to(self, number: object, at: datetime | None = None) -> Iterator[tuple[Row, str]]:
        """Each membership that lets this user in, with the end of the transaction that says so.

        complete, and its end is in the future or none, and the membership still exists.
        """
        moment = _stamp(at or self.now)
        for row in self.of_user(number):
            membership = self.memberships.get(whole(row["membership"]))
            end = str(row["expires_at"])
            if membership and row["status"] == "complete" and (end == LIFETIME or end > moment):
                yield membership, end


_TOLD = (
    *("member", "membership", "amount", "total", "status", "gateway", "trans_num"),
    *("created_at", "expires_at"),
)


def _blank_transaction() -> Row:
    """As the model begins one: pending, which opens nothing. (Older releases begin with another
    gateway than `manual`.)"""
    start: Row = {"id": 0, "amount": "0.00", "total": "0.00", "member": 0, "membership": 0}
    trans_num = f"mp-txn-{datetime.now(UTC).timestamp():.6f}"
    more = {"status": "pending", "gateway": "MeprPayPalGateway", "trans_num": trans_num}
    return start | more | {"created_at": "", "expires_at": LIFETIME, "txn_type": "payment"}


def _login(asked: str) -> str:
    """What WordPress keeps of a wished login (`sanitize_user`, strict)."""
    return re.sub(r"[^a-zA-Z0-9 _.\-@]", "", asked).strip()


def _same(kept: object, wanted: str) -> bool:
    return str(kept).casefold() == wanted


def whole(told: object) -> int:
    """The number that stands there as one or as text; 0 for none."""
    return int(str(told)) if str(told).isdecimal() else 0


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def is_named(membership: Row, title: str) -> bool:
    return tag_key(str(membership["title"])) == tag_key(title)
