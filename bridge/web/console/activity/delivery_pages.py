"""The list of deliveries, each delivery's page, and the button that tries it again."""

import logging
from datetime import UTC, datetime

from flask import Blueprint, Response, flash, render_template, request, url_for

from bridge.destinations.registry import called
from bridge.explain.next_steps import PAGES
from bridge.explain.rule_gaps import NearMisses
from bridge.explain.whole_delivery import without_calls
from bridge.model.text import counted
from bridge.store import decisions
from bridge.store.delivery import Delivery, State
from bridge.web.console.activity.activity_filter import OUTCOMES, filter_of
from bridge.web.console.activity.filter_choices import FilterChoices
from bridge.web.console.activity.listing import Page, page_of, page_of_person
from bridge.web.console.shell.numbers import LARGEST_ID, number
from bridge.web.console.shell.replies import to, unknown
from bridge.web.installation import Installation, SeenWorkers

logger = logging.getLogger(__name__)

# Where trying again may lead somewhere else: a person has acted, or changed the rules.
_RETRIED = (State.FAILED, State.NO_RULE)
_ONE = f"/deliveries/<int(max={LARGEST_ID}):id_>"
_NOW = "It is tried again now."
_SOON = "It will be tried again. Redis does not answer, so the workers come to it once it does."
_GONE = "Whoever this was about is forgotten, so there is nothing to try again."
_LATER = "It will be tried again, but not yet: the account is paused."


class DeliveryPages:
    def __init__(self, here: Installation) -> None:
        self._here = here
        self._record = here.record

    def add_to(self, routes: Blueprint) -> None:
        routes.add_url_rule("/activity", "activity", self.deliveries)
        routes.add_url_rule("/search", "search", self.search, methods=["GET", "POST"])
        routes.add_url_rule(_ONE, "delivery", self.delivery)
        routes.add_url_rule(f"{_ONE}/retry", "retry", self.retry, methods=["POST"])

    def deliveries(self) -> str:
        """Newest first; what is asked for stands in the address."""
        wanted, choices = filter_of(request.args), FilterChoices(self._here)
        found = page_of(self._here.engine, choices.asked(wanted), wanted.before, wanted.after)
        return render_template(
            "activity/deliveries.html",
            wanted=wanted,
            choices=choices,
            named=[(key, f"{name} ({key})" if name else key) for key, name in choices.items],
            places=[(each, called(each)) for each in choices.destinations],
            outcomes=OUTCOMES,
            counts={str(state): number for state, number in self._record.counts().items()},
            **self._rows(found, choices),
        )

    def search(self) -> str | Response:
        """All of one person, whose address comes in the form's body."""
        email = request.form.get("email", "").replace("\0", "").strip()
        if not email:  # a page of results that was opened anew
            return to(url_for(".activity"))
        found = page_of_person(self._record, email, number(request.form, "before"))
        rows = self._rows(found, FilterChoices(self._here))
        return render_template("activity/of_person.html", email=email, **rows)

    def delivery(self, id_: int) -> str | Response:
        found = self._record.find(id_)
        return self._one(found) if found else unknown()

    def retry(self, id_: int) -> Response:
        if not self._record.find(id_):
            return unknown()
        opened = self._record.reopen(id_, datetime.now(UTC))
        if not opened:  # since the page was loaded
            flash(_GONE)
            return to(url_for(".delivery", id_=id_))
        told = all(map(self._tell, opened))
        logger.info("delivery %d is tried again, by hand", id_)
        accounts = self._record.destinations()
        paused = bool(accounts) and all(each.paused for each in accounts)
        flash(_LATER if paused else _NOW if told else _SOON)
        return to(url_for(".delivery", id_=id_, **filter_of(request.args).whole_address))

    def _tell(self, id_: int) -> bool:
        return self._here.signal([id_])

    def _rows(self, page: Page, choices: FilterChoices) -> dict[str, object]:
        near_misses = NearMisses(lambda: choices.rules)
        # Where no rule speaks at all, the state says so.
        judged = [each for each in page.deliveries if each.state != State.NO_RULE]
        unnamed = [e.id for e in judged if near_misses(e.event, e.state).unnamed]
        accounts = self._record.destinations()
        return {"page": page, "unnamed": unnamed, "destinations": accounts}

    def _one(self, delivery: Delivery) -> str:
        waits, rules = delivery.state == State.WAITING, self._here.rules()
        accounts = self._record.destinations()
        buyer = self._record.buyer_alone(delivery.event.contact.key)
        body = self._record.body(delivery.id)
        return render_template(
            "activity/delivery.html",
            delivery=delivery,
            event=delivery.event,
            body=body,
            without_calls=without_calls(delivery, is_kept=bool(body)),
            calls=self._record.calls(delivery.id),
            called_at=self._record.called_at(delivery.id),
            several=len(accounts) > 1,
            tags=buyer.tags if buyer else (),
            upcoming=buyer.upcoming if buyer else (),
            ids=buyer.ids if buyer else {},
            destinations=accounts if waits else (),
            counts=self._record.counts() if waits else {},
            near=NearMisses(lambda: rules, PAGES)(delivery.event, delivery.state),
            back=filter_of(request.args).whole_address,
            nothing_yet=_nothing_yet(self._here.workers()),
            tries=counted(delivery.attempts, "try") if delivery.attempts else "",
            held=bool(accounts) and all(each.paused for each in accounts),
            may_retry=delivery.state in _RETRIED and not delivery.is_forgotten,
            may_hurry=waits and bool(delivery.attempts) and not all(e.rests for e in accounts),
            version=decisions.publication_of(self._here.engine, delivery.id),
        )


def _nothing_yet(workers: SeenWorkers) -> str:
    """What a delivery waits for of which nothing else is known."""
    if not workers.redis:
        return "It waits for Redis, which does not answer; it goes on by itself once it does."
    if not workers.seen:
        return "It waits for a worker, of which none was seen for half a minute."
    return "Its turn comes: a worker takes it up in a moment."
