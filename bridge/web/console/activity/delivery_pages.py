"""The list of deliveries, each delivery's page, and the button that tries it again."""

import logging
from datetime import UTC, datetime

from flask import Blueprint, Response, flash, render_template, request, url_for

from bridge.explain.rule_gaps import NearMisses
from bridge.store.delivery import Delivery
from bridge.web.console.activity.listing import LARGEST_ID, Search, page_of, search_of
from bridge.web.console.shell.replies import to, unknown
from bridge.web.installation import Installation

logger = logging.getLogger(__name__)

# Where trying again may lead somewhere else: a person has acted, or changed the rules.
_RETRIED = ("failed", "no rule")
_ONE = f"/deliveries/<int(max={LARGEST_ID}):id_>"
_NOW = "It is tried again now."
_SOON = "It will be tried again. Redis does not answer, so the workers come to it once it does."
_LATER = "It will be tried again, but not yet: the account is paused."


class DeliveryPages:
    def __init__(self, here: Installation) -> None:
        self._here = here
        self._record = here.record

    def add_to(self, routes: Blueprint) -> None:
        routes.add_url_rule("/activity", "activity", self.deliveries)
        routes.add_url_rule("/search", "search", self.search, methods=["GET", "POST"])
        routes.add_url_rule(_ONE, "delivery", self.delivery)
        routes.add_url_rule(f"{_ONE}/buyer", "buyer", self.buyer)
        routes.add_url_rule(f"{_ONE}/retry", "retry", self.retry, methods=["POST"])

    def deliveries(self) -> str:
        """Newest first; `state`, `before` and `after` stand in the address."""
        return self._list(search_of(request.args))

    def search(self) -> str | Response:
        """The same for one buyer, whose address comes in the form's body."""
        if request.method == "GET":  # a page of results that was opened anew
            return to(url_for(".activity"))
        search = search_of(request.form, request.form.get("email", ""))
        if not search.email:
            return to(url_for(".activity", state=search.state or None))
        return self._list(search)

    def delivery(self, id_: int) -> str | Response:
        found = self._record.find(id_)
        return self._one(found) if found else unknown()

    def buyer(self, id_: int) -> str | Response:
        """All about the buyer of this delivery, whose address so stands in no address of a page."""
        delivery = self._record.find(id_)
        found = self._record.buyer_of(delivery.event.contact.key) if delivery else None
        if not found:
            return unknown()
        buyer, sentences = found
        return render_template("people/buyer.html", buyer=buyer, sentences=sentences)

    def retry(self, id_: int) -> Response:
        if not self._record.find(id_):
            return unknown()
        told = all(map(self._tell, self._record.reopen(id_, datetime.now(UTC))))
        logger.info("delivery %d is tried again, by hand", id_)
        accounts = self._record.destinations()
        paused = bool(accounts) and all(each.paused for each in accounts)
        flash(_LATER if paused else _NOW if told else _SOON)
        return to(url_for(".delivery", id_=id_))

    def _near_misses(self) -> NearMisses:
        """By the rules that count, which are read once for the page."""
        rules = self._here.rules()
        return NearMisses(lambda: rules)

    def _tell(self, id_: int) -> bool:
        return self._here.signal([id_])

    def _list(self, search: Search) -> str:
        counts = {str(state): number for state, number in self._record.counts().items()}
        page = page_of(self._record, search)
        near_misses = self._near_misses()
        return render_template(
            "activity/deliveries.html",
            search=search,
            page=page,
            unnamed=[
                each.id
                for each in page.deliveries
                # Where no rule speaks at all, the state says so.
                if each.state != "no rule" and near_misses(each.event, each.state).unnamed
            ],
            counts=counts,
            destinations=self._record.destinations(),
        )

    def _one(self, delivery: Delivery) -> str:
        waits = delivery.state == "waiting"
        buyer = self._record.buyer_alone(delivery.event.contact.key)
        return render_template(
            "activity/delivery.html",
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
            near=self._near_misses()(delivery.event, delivery.state),
            may_retry=delivery.state in _RETRIED,
        )
