"""A local stand-in for a WordPress site with MemberPress, over real HTTP, on the loopback only.

In a test or a demo:

    with SandboxMemberPress(["Gold Membership"], rate=None) as site:
        ...  # point the bridge at site.url with site.key
        assert site.access_of("a@example.com") == {"Gold Membership": None}

Or as its own process: `python -m bridge.sandbox memberpress --access Gold`, where the addresses
below `/sandbox/` (see `bridge/sandbox/control.py`) do what the methods here do.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import parse_qs
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import request
from flask.typing import ResponseReturnValue

from bridge.model import Sort
from bridge.sandbox.control import ROOT
from bridge.sandbox.memberpress.routes import api, asked
from bridge.sandbox.memberpress.state import (
    LIFETIME,
    MemberSite,
    Row,
    SiteConditions,
    is_named,
    whole,
)
from bridge.sandbox.stand_in import StandIn

Names = Iterable[str]
_PREFIX = "/wp-json"
_NO_ROUTE = "No route was found matching the URL and request method."


class SandboxMemberPress(StandIn):
    """It has memberships of these titles; `rate` is in requests per second (None: no limit), as a
    host might keep it; `oddities` as in `SiteConditions`.

    People are named by e-mail, memberships by title. Raises LookupError for what is not there.
    """

    vendor = "memberpress"
    learning = ("GET /memberships",)
    api = api
    conditions: SiteConditions
    refusals: ClassVar[Mapping[int, ResponseReturnValue]] = {
        402: ("<html><body><h1>402 Payment Required</h1></body></html>", 402),
        403: (
            {
                "code": "rest_forbidden",
                "message": "Sorry, you are not allowed to do that.",
                "data": {"status": 401},
            },
            401,
        ),
        429: ("<html><body><h1>429 Too Many Requests</h1></body></html>", 429),
    }
    by_hand = (
        *("grant", "revoke", "delete_contact", "change_email", "remove_membership", "furnish"),
        *("rename_membership", "unpublish_membership"),
        *("set_clock", *StandIn.by_hand),
    )

    def __init__(
        self,
        tags: Names = (),
        rate: float | None = 5,
        key: str = "sandbox-key",
        port: int = 0,
        **oddities: Any,
    ) -> None:
        conditions = SiteConditions(rate, **oddities)
        self.site = MemberSite(conditions)
        super().__init__(self.site, conditions, key, port)
        self._app.wsgi_app = _Permalinks(self._app.wsgi_app, conditions)  # type: ignore[method-assign] # as Flask's documentation says
        self.furnish(memberships=tags)

    @property
    def environment(self) -> dict[str, str]:
        """What a deployment would set."""
        rate = f"{self.conditions.rate or 0:g}"
        url = self.url + self.conditions.folder
        return {"MEMBERPRESS_URL": url, "MEMBERPRESS_KEY": self.key, "MEMBERPRESS_RATE": rate}

    def admits(self) -> bool:
        """`Authorization` counts before the add-on's own header."""
        told = request.headers.get("Authorization") or request.headers.get("MEMBERPRESS-API-KEY")
        return told == self.key

    def _before(self) -> ResponseReturnValue | None:
        answer = super()._before()
        if request.path.startswith(ROOT):
            return answer
        if self.conditions.gate and not request.headers.get("Authorization"):
            return "<html><body><h1>401 Unauthorized</h1></body></html>", 401
        if self.conditions.addon_inactive:
            return {"code": "rest_no_route", "message": _NO_ROUTE, "data": {"status": 404}}, 404
        return answer

    def subjects(self) -> Iterator[tuple[str, str]]:
        """By the numbers or the names that stand in the request."""
        number = (request.view_args or {}).get("number", 0)
        row = self.site.transactions.get(number, {})
        nested = asked().get("transaction")
        for told in (row, request.args, asked(), nested if isinstance(nested, dict) else {}):
            yield from self._subjects_in(told)
        yield "email", str(self.site.users.get(number, {}).get("email", ""))
        yield "email", request.args.get("search", "")

    def _subjects_in(self, told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        yield "email", str(told.get("email", ""))
        if user := self.site.users.get(whole(told.get("member"))):
            yield "email", str(user["email"])
        if membership := self.site.memberships.get(whole(told.get("membership"))):
            yield Sort.ACCESS, str(membership["title"])

    def people(self) -> list[dict[str, object]]:
        nothing: dict[str, object] = {"tags": [], "lists": {}, "fields": {}, "automations": []}
        return [
            {"email": email, **nothing, "access": self.access_of(email)}
            for email in sorted(str(user["email"]) for user in self.site.users.values())
        ]

    def furnish(
        self,
        lists: Names = (),
        fields: Names = (),
        automations: Names = (),
        memberships: Names = (),
    ) -> None:
        if [*lists, *fields, *automations]:
            raise LookupError("a site with MemberPress has memberships, and none of the others")
        for title in memberships:
            self.site.add_membership(title)

    def set_clock(self, at: datetime | str | None = None) -> None:
        """The site's time from now on; None: the machine's."""
        self.site.set_clock(datetime.fromisoformat(at) if isinstance(at, str) else at)

    def user(self, email: str) -> Row:
        if user := self.site.user(email):
            return user
        raise LookupError("the sandbox site has no user with this address")

    def membership(self, title: str) -> Row:
        for row in self.site.memberships.values():
            if is_named(row, title):
                return row
        raise LookupError(f"the sandbox site has no membership '{title}'")

    def add_contact(self, email: str, username: str = "") -> int:
        """The new user's id; she has no transaction."""
        with self.lock:
            return whole(self.site.add_user({"email": email, "username": username or email})["id"])

    def grant(self, email: str, membership: str, until: str = "", trans_num: str = "") -> int:
        """A transaction made by hand in MemberPress's pages; its number. `until` as it is kept."""
        with self.lock:
            if not self.site.user(email):
                self.add_contact(email)
            body = {"member": self.user(email)["id"], "expires_at": until or LIFETIME}
            body |= {"membership": self.membership(membership)["id"], "status": "complete"}
            body |= {"gateway": "free", "trans_num": trans_num or f"mp-txn-{len(body)}by-hand"}
            return whole(self.site.store_transaction(None, body)["id"])

    def revoke(self, email: str, membership: str) -> None:
        """Somebody refunds all transactions of hers for it by hand."""
        for row in self.transactions_of(email, membership):
            self.site.transactions[whole(row["id"])]["status"] = "refunded"

    def delete_contact(self, email: str) -> None:
        """Her transactions stay, as WordPress leaves them."""
        del self.site.users[whole(self.user(email)["id"])]

    def change_email(self, email: str, new_email: str) -> None:
        """Her login stays what it was."""
        self.user(email)["email"] = new_email

    def remove_membership(self, title: str) -> None:
        del self.site.memberships[whole(self.membership(title)["id"])]

    def rename_membership(self, title: str, new_title: str) -> None:
        self.membership(title)["title"] = new_title

    def unpublish_membership(self, title: str) -> None:
        """A draft from now on: it is not listed, and whoever has it has it still."""
        self.membership(title)["status"] = "draft"

    def contacts(self) -> dict[str, set[str]]:
        """E-mail -> memberships that are open now."""
        people = [str(user["email"]) for user in self.site.users.values()]
        return {email: set(self.access_of(email)) for email in people}

    def access_of(self, email: str, at: datetime | None = None) -> dict[str, str | None]:
        """Title -> the latest end of those that are open at this time (by default now), as things
        stand; None: for life. Nothing for somebody who is no user."""
        found: dict[str, str | None] = {}
        user = self.site.user(email)
        for membership, end in self.site.open_to(user["id"], at) if user else ():
            title = str(membership["title"])
            known = found.get(title, "")
            found[title] = None if LIFETIME in (end, known) or known is None else max(known, end)
        return found

    def transactions_of(self, email: str, membership: str = "") -> list[Row]:
        """Oldest first."""
        rows = reversed(self.site.of_user(self.user(email)["id"]))
        wanted = self.membership(membership)["id"] if membership else None
        return [{**row} for row in rows if wanted in (None, row["membership"])]

    def mails_to(self, email: str) -> list[str]:
        """What the site mailed her, in order: password, welcome, your address was changed."""
        return [about for address, about in self.site.mails if address == email]


class _Permalinks:
    """WordPress before its routes: `?rest_route=/mp/v1/…` always leads to them, `/wp-json/mp/v1/…`
    only with pretty permalinks; both below the site's folder."""

    def __init__(self, app: WSGIApplication, conditions: SiteConditions) -> None:
        self._app = app
        self._conditions = conditions

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if not path.startswith(ROOT):
            environ["PATH_INFO"] = self._route(path, environ.get("QUERY_STRING", ""))
        return self._app(environ, start_response)

    def _route(self, path: str, query: str) -> str:
        folder = self._conditions.folder
        if folder and not path.startswith(f"{folder}/"):
            return "/elsewhere"
        inside = path.removeprefix(folder)
        plain = parse_qs(query).get("rest_route")
        if plain and inside in ("/", "/index.php"):
            return _PREFIX + plain[0]
        if inside.startswith(_PREFIX) and self._conditions.plain_permalinks:
            return "/elsewhere"
        return inside
