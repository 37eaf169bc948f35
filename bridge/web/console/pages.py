"""The pages and their one button, as a Flask blueprint."""

import logging
from collections.abc import Callable, Sequence

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException

from bridge.explain.patient_store import Record
from bridge.explain.rule_gaps import Near
from bridge.model import Event
from bridge.model.errors import NotStored
from bridge.store.delivery import Delivery
from bridge.web.console import filters, guard
from bridge.web.console.listing import LARGEST_ID, NotAPage, Search, page_of, search_of

logger = logging.getLogger(__name__)

# Where trying again may lead somewhere else: a person has acted, or changed the rules.
_RETRIED = ("failed", "no rule")
_OUR_BUTTON = (
    "The page with that button was open for too long, or is not ours. Open the delivery again and "
    "press the button there."
)
_ONE = f"/deliveries/<int(max={LARGEST_ID}):id_>"


class Console:
    """`retry` makes a delivery wait again and tells a worker; it gives False when none could be
    told at once, and raises NotStored. `password` must not be empty. `near_misses` tells of an
    event, by its delivery's state, what the rules lack for it and which it nearly matched;
    `troubles` are sentences on what keeps the workers from working, shown on top of every page.
    Of a buyer the record gives by her key sentences on why she gets in or not."""

    def __init__(
        self,
        record: Record,
        retry: Callable[[int], bool],
        password: str,
        near_misses: Callable[[Event, str], Near],
        troubles: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        self._record = record
        self._retry = retry
        self._password = password
        self._near_misses = near_misses
        self._troubles = troubles
        self._tokens = guard.Tokens(password)

    def blueprint(self) -> Blueprint:
        """The routes below /console, for a Flask app."""
        routes = Blueprint("console", __name__, url_prefix="/console",
                           template_folder="templates", static_folder="static")  # fmt: skip
        routes.before_request(self._check)
        routes.after_request(guard.harden)
        routes.add_url_rule("", "deliveries", self.deliveries, strict_slashes=False)
        routes.add_url_rule("/search", "search", self.search, methods=["GET", "POST"])
        routes.add_url_rule(_ONE, "delivery", self.delivery)
        routes.add_url_rule(f"{_ONE}/buyer", "buyer", self.buyer)
        routes.add_url_rule(f"{_ONE}/retry", "retry", self.retry, methods=["POST"])
        routes.register_error_handler(NotStored, _away)
        routes.register_error_handler(NotAPage, _unknown)
        routes.register_error_handler(HTTPException, _refused)
        for word in filters.FILTERS:
            routes.add_app_template_filter(word)
        routes.context_processor(self._on_every_page)
        return routes

    def _on_every_page(self) -> dict[str, object]:
        seen = self._troubles() if guard.let_in(self._password) else ()
        return {"states": filters.STATES, "zone": filters.zone(), "troubles": seen}

    def deliveries(self) -> str:
        """Newest first; `state`, `before` and `after` stand in the address."""
        return self._list(search_of(request.args))

    def search(self) -> str | Response:
        """The same for one buyer, whose address comes in the form's body."""
        if request.method == "GET":  # a page of results that was opened anew
            return _to(url_for(".deliveries"))
        search = search_of(request.form, request.form.get("email", ""))
        if not search.email:
            return _to(url_for(".deliveries", state=search.state or None))
        return self._list(search)

    def delivery(self, id_: int) -> str | Response:
        found = self._record.find(id_)
        return self._one(found) if found else _unknown()

    def buyer(self, id_: int) -> str | Response:
        """All about the buyer of this delivery, whose address so stands in no address of a page."""
        delivery = self._record.find(id_)
        found = self._record.buyer_of(delivery.event.contact.key) if delivery else None
        if not found:
            return _unknown()
        buyer, sentences = found
        return render_template("buyer.html", buyer=buyer, sentences=sentences)

    def retry(self, id_: int) -> Response:
        if not self._tokens.fits(request.form.get("token", ""), id_):
            return _say(400, "Nothing was done", _OUR_BUTTON)
        if not self._record.find(id_):
            return _unknown()
        told = self._retry(id_)
        logger.info("delivery %d is tried again, by hand", id_)
        accounts = self._record.destinations()
        paused = bool(accounts) and all(each.paused for each in accounts)
        again = "later" if paused else "now" if told else "soon"
        return _to(url_for(".delivery", id_=id_, again=again))

    def _list(self, search: Search) -> str:
        counts = {str(state): number for state, number in self._record.counts().items()}
        page = page_of(self._record, search)
        return render_template(
            "deliveries.html",
            search=search,
            page=page,
            unnamed=[
                each.id
                for each in page.deliveries
                # Where no rule speaks at all, the state says so.
                if each.state != "no rule" and self._near_misses(each.event, each.state).unnamed
            ],
            counts=counts,
            destinations=self._record.destinations(),
        )

    def _one(self, delivery: Delivery) -> str:
        waits = delivery.state == "waiting"
        buyer = self._record.buyer_alone(delivery.event.contact.key)
        return render_template(
            "delivery.html",
            delivery=delivery,
            event=delivery.event,
            body=self._record.body(delivery.id),
            calls=self._record.calls(delivery.id),
            called_at=self._record.called_at(delivery.id),
            several=len(self._record.destinations()) > 1,
            tags=buyer.tags if buyer else (),
            upcoming=buyer.upcoming if buyer else (),
            ids=buyer.ids if buyer else {},
            destinations=self._record.destinations() if waits else (),
            counts=self._record.counts() if waits else {},
            near=self._near_misses(delivery.event, delivery.state),
            token=self._tokens.of(delivery.id) if delivery.state in _RETRIED else "",
            again=request.args.get("again", "") if waits else "",
        )

    def _check(self) -> Response | None:
        request.max_content_length = guard.LARGEST_FORM
        # The look is no secret, and the page that asks for the password has it too.
        if request.endpoint == "console.static" or guard.let_in(self._password):
            return None
        if request.authorization:
            logger.warning("console: somebody came with a wrong password")
        said = _say(401, "The password, please",
                    "This console opens with CONSOLE_PASSWORD, under any user name.")  # fmt: skip
        said.headers["WWW-Authenticate"] = 'Basic realm="The bridge", charset="UTF-8"'
        return said


def _to(address: str) -> Response:
    return make_response(redirect(address, 303))


def _say(status: int, title: str, text: str) -> Response:
    return make_response(render_template("message.html", title=title, text=text), status)


def _away(why: Exception) -> Response:
    return _say(503, "The record cannot be read now", f"{why}. Deliveries that were acknowledged "
                "are safe; load this page again in a minute.")  # fmt: skip


def _unknown(_: Exception | None = None) -> Response:
    return _say(404, "There is no such page", "Perhaps the address was cut off, or the delivery is "
                "no longer kept.")  # fmt: skip


def _refused(error: HTTPException) -> Response:
    return _say(error.code or 500, error.name, error.description or "")
