"""Needs you: what waits for a person, grouped by what is the matter, oldest first."""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime

from flask import Blueprint, Response, current_app, flash, render_template, request, url_for

from bridge.destinations.registry import called, vendors
from bridge.explain.troubles.need import NeedAction, Remedy
from bridge.explain.troubles.needs import Needs
from bridge.store import destinations
from bridge.web.console.shell.replies import to, unknown
from bridge.web.installation import Installation

logger = logging.getLogger(__name__)

# The page to which a button leads; what is done there is asked about first.
_PAGES: Mapping[Remedy, str] = {
    Remedy.RETRY: "console.ask_retry",
    Remedy.SHOW_DELIVERIES: "console.activity",
    Remedy.SHOW_PRODUCTS: "console.place_product",
    Remedy.SHOW_RULES: "console.rules",
    Remedy.SHOW_SET_UP: "console.set_up",
}


class NeedsPage:
    def __init__(self, here: Installation) -> None:
        self._here = here
        self._needs = Needs(here.engine, here.library, here.file_rules, here.workers)

    def add_to(self, routes: Blueprint) -> None:
        routes.add_url_rule("/needs-you", "needs_you", self.needs)
        routes.add_url_rule("/needs-you/ask", "ask_account", self.ask, methods=["POST"])

    def needs(self) -> str:
        found = self._needs.now(datetime.now(UTC))
        return render_template(
            "needs/needs_you.html", needs=found, leads_to=_leads_to, made=self._made_by_a_click()
        )

    def _made_by_a_click(self) -> set[tuple[str, str]]:
        """Of which sorts names are made by a destination's API, each with the destination."""
        rules = self._here.rules()
        known = rules.destinations if rules else ()
        return {(each.name, str(sort)) for each in known for sort in vendors()[each.vendor].makes}

    def ask(self) -> Response:
        """The destination is asked again at once whether it answers."""
        name = request.form.get("destination", "")
        known = {each.name: each for each in self._here.record.destinations()}
        if name not in known:
            return unknown()
        if known[name].rests:
            with self._here.engine.begin() as connection:
                destinations.ask_now(connection, name, datetime.now(UTC))
            logger.info("%s is asked again, by hand", name)
            flash(f"{called(name)} is asked again within a few seconds. If it answers, it leaves "
                  "this page and what waits goes on.")  # fmt: skip
        else:
            flash(f"{called(name)} answers already.")
        return to(url_for(".needs_you"))


def _leads_to(action: NeedAction) -> str:
    """The address of its page; "" where it is a form of this one, or no such page is there."""
    page = _PAGES.get(action.remedy, "")
    if page not in current_app.view_functions:
        return ""
    words = {name: value or None for name, value in action.target.items()}
    return url_for(page, **words)  # type: ignore[arg-type] # words of an address
