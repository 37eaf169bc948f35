"""Deliveries for programs: the list, one with all that belongs to it, and trying it again."""

from datetime import UTC, datetime

from flask import Blueprint, Response, request

from bridge.explain.as_json.record_json import (
    delivery_json,
    destination_json,
    whole_delivery_json,
)
from bridge.explain.next_steps import PAGES
from bridge.explain.whole_delivery import whole_delivery
from bridge.store.delivery import State
from bridge.web.api.api import BadRequestError, NoSuchThing, reply
from bridge.web.api.query import number_of
from bridge.web.console.shell.numbers import LARGEST_ID
from bridge.web.installation import Installation

_ONE = f"/deliveries/<int(max={LARGEST_ID}):id_>"


class DeliveryResource:
    def __init__(self, here: Installation) -> None:
        self._here = here

    def add_to(self, routes: Blueprint) -> None:
        routes.add_url_rule("/deliveries", "deliveries", self.listing)
        routes.add_url_rule(_ONE, "delivery", self.one)
        routes.add_url_rule(f"{_ONE}/retry", "retry", self.retry, methods=["POST"])

    def listing(self) -> Response:
        """Newest first."""
        state, before = request.args.get("state", ""), request.args.get("before")
        if state and state not in [*State]:
            raise BadRequestError(f"state: must be one of {', '.join(State)}.")
        limit = number_of("limit", most=200, otherwise=50)
        last = number_of("before", most=LARGEST_ID, otherwise=0) if before else None
        found = self._here.record.latest(limit, "", state, last)
        return reply({
            "destinations": [*map(destination_json, self._here.record.destinations())],
            "deliveries": [*map(delivery_json, found)],
            "next_before": found[-1].id if len(found) == limit else None,
        })  # fmt: skip

    def one(self, id_: int) -> Response:
        rules = self._here.rules()
        found = whole_delivery(self._here.engine, self._here.library, id_, lambda: rules, PAGES)
        if found is None:
            raise NoSuchThing
        return reply(whole_delivery_json(found))

    def retry(self, id_: int) -> Response:
        """It waits again, and a worker is told."""
        opened = self._here.record.reopen(id_, datetime.now(UTC))
        if not opened:
            raise NoSuchThing
        return reply({"waiting": [*opened], "told": self._here.signal(opened)}, 202)
