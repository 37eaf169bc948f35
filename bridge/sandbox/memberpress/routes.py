"""MemberPress's Developer Tools API (`mp/v1`) as the bridge uses it, over a `MemberSite`.

Sources: the add-on's PHP (MpdtBaseApi, MpdtMembersApi, MpdtMemberUtils, MpdtTransactionsApi,
MpdtTransactionUtils), MemberPress's models (MeprUser, MeprTransaction), and the vendor's README at
github.com/caseproof/memberpress-rest-api-documentation. Where README and PHP disagree (`search[…]`)
it behaves as the PHP. All that goes well is 200; what does not comes as 500, for the errors carry
no status and WordPress then says 500.

Guessed: the words of failed checks, and the words of a PHP error.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from flask import Blueprint, current_app, make_response, request
from flask.typing import ResponseReturnValue
from werkzeug.local import LocalProxy

from bridge.sandbox.memberpress.state import MemberSite, Refused, Row, SiteConditions, whole

api = Blueprint("memberpress", __name__, url_prefix="/wp-json/mp/v1")
site = cast(MemberSite, LocalProxy(lambda: current_app.extensions["account"]))
conditions = cast(SiteConditions, LocalProxy(lambda: current_app.extensions["conditions"]))

RECENT = 5  # MeprUser::recent_transactions
_TRACE = (
    "\n\n#0 /var/www/html/wp-content/plugins/memberpress/app/models/MeprUser.php(571): store()"
    "\n#1 {main}"
)


def asked() -> Mapping[str, Any]:
    """The body's object; empty when it holds none."""
    body = request.get_json(force=True, silent=True)
    return body if isinstance(body, dict) else {}


@api.errorhandler(Refused)
def refuse(problem: Refused) -> ResponseReturnValue:
    return _error("mp_db_create_error", f"{problem}{_TRACE}")


@api.get("/me")
def show_me() -> ResponseReturnValue:
    return {"success": True, "data": {"username": ""}}


@api.get("/members")
def list_members() -> ResponseReturnValue:
    """`search` is a part of the login or of the address."""
    found = [u for u in site.users.values() if _has(u["email"]) or _has(u["login"])]
    return _page(found, _member)


@api.post("/members")
def create_member() -> ResponseReturnValue:
    body = asked()
    if conditions.crash_on_existing and site.user(str(body.get("email", ""))):
        return _error("internal_server_error", "There has been a critical error on this website.")
    user = site.add_user(body)
    before = _active(user)
    welcome = bool(body.get("send_welcome_email"))
    if body.get("send_password_email") and (welcome or not conditions.older_build):
        site.mails.append((str(user["email"]), "password"))
    nested = body.get("transaction")
    if isinstance(nested, dict):
        _store_nested(user, nested, welcome)
    stale = {"active_memberships": before} if conditions.stale_active else {}
    return _member(user) | stale


def _store_nested(user: Row, nested: Mapping[str, Any], welcome: bool) -> None:
    """Its failure is told nobody."""
    if conditions.swallow_nested:
        return
    try:
        row = site.store_transaction(None, {**nested, "member": user["id"]})
    except Refused:
        return
    if welcome or nested.get("send_welcome_email"):
        _welcome(row)


@api.get("/members/<int:number>")
def show_member(number: int) -> ResponseReturnValue:
    user = site.users.get(number)
    return _member(user) if user else _no_records("members", number)


@api.route("/members/<int:number>", methods=["PUT", "POST"])
def update_member(number: int) -> ResponseReturnValue:
    user = site.users.get(number)
    if user is None:  # the model loads an empty user, whose check fails
        raise Refused("email is not a valid e-mail address")
    site.change_user(user, asked())
    return _member(user)


@api.get("/memberships")
def list_memberships() -> ResponseReturnValue:
    found = [m for m in site.memberships.values() if m["status"] == "publish" and _has(m["title"])]
    return _page(found, dict)


@api.get("/transactions")
def list_transactions() -> ResponseReturnValue:
    """`search` is a part of `trans_num`; `member`, `membership` and `status` are compared."""
    found = [t for t in site.transactions.values() if _has(t["trans_num"])]
    for name in ("member", "membership", "status"):
        wanted = request.args.get(name)
        found = [row for row in found if wanted is None or str(row[name]) == wanted]
    return _page(found, _transaction)


@api.post("/transactions")
def create_transaction() -> ResponseReturnValue:
    row = site.store_transaction(None, asked())
    if asked().get("send_welcome_email"):
        _welcome(row)
    return _transaction(row)


@api.get("/transactions/<int:number>")
def show_transaction(number: int) -> ResponseReturnValue:
    row = site.transactions.get(number)
    return _transaction(row) if row else _no_records("transactions", number)


@api.route("/transactions/<int:number>", methods=["PUT", "POST"])
def update_transaction(number: int) -> ResponseReturnValue:
    """An unknown number is an empty transaction, which the check refuses for want of a member; with
    a member and all the rest it is stored as a new one."""
    return _transaction(site.store_transaction(number, asked()))


@api.route("/transactions/<int:number>/refund", methods=["PUT", "POST"])
def refund_transaction(number: int) -> ResponseReturnValue:
    """The `manual` gateway can refund nothing."""
    raise Refused(f"There was a problem refunding your transaction {number}.")


def _member(user: Row) -> Row:
    """Without the address, the profile and the counts."""
    recent = [] if conditions.older_build else site.of_user(user["id"])[:RECENT]
    shown: Row = {"id": user["id"], "email": user["email"], "username": user["login"]}
    shown |= {name: user[name] for name in ("first_name", "last_name")}
    shown |= {"registered_at": user["registered"], "active_memberships": _active(user)}
    if not conditions.older_build:
        shown["recent_transactions"] = [{**row, "id": str(row["id"])} for row in recent]
    return shown


def _active(user: Row) -> list[Row]:
    """One row for each transaction that lets in, so a membership may stand there twice."""
    return [{**membership} for membership, _ in site.open_to(user["id"])]


def _transaction(row: Row) -> Row:
    """Who and what it is about in full, as long as they exist; ids come as text and numbers."""
    shown: Row = {**row, "id": str(row["id"])}
    user = site.users.get(whole(row["member"]))
    membership = site.memberships.get(whole(row["membership"]))
    if conditions.older_build:
        return shown
    if user:
        name = {"username": user["login"]}
        shown["member"] = {"id": user["id"], "email": user["email"], **name}
    if membership:
        shown["membership"] = {**membership}
    return shown


def _welcome(row: Row) -> None:
    if user := site.users.get(whole(row["member"])):
        site.mails.append((str(user["email"]), "welcome"))


def _has(text: object) -> bool:
    """Whether the `search` of this request stands in it, for the database's LIKE, to which `_` is
    any letter. As an array (`search[email]=…`) it is the word "Array" to PHP."""
    if conditions.deaf:
        return True
    is_array = any(name.startswith("search[") for name in request.args)
    wanted = "array" if is_array else request.args.get("search", "").casefold()
    pattern = re.escape(wanted).replace("_", ".").replace("%", ".*")
    return re.search(pattern, str(text).casefold()) is not None


def _page(rows: Iterable[Row], shown: Any) -> ResponseReturnValue:
    """Newest first; ten, unless `per_page` asks for others (-1: all)."""
    found: Sequence[Row] = sorted(rows, key=lambda row: whole(row["id"]), reverse=True)
    size = request.args.get("per_page", 10, int)
    start = (request.args.get("page", 1, int) - 1) * size
    page = found if size == -1 else found[start : start + size]
    answer = make_response([shown(row) for row in page])
    answer.headers["X-WP-Total"] = str(len(found))
    answer.headers["X-WP-TotalPages"] = str(-(-len(found) // size) if size > 0 else 1)
    return answer


def _no_records(what: str, number: int) -> ResponseReturnValue:
    return _error("mp_no_records_found", f"There were no {what} found with an id of {number}")


def _error(code: str, message: str) -> ResponseReturnValue:
    return {"code": code, "message": message, "data": None}, 500
