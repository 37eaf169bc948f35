"""Forgetting a person: everywhere in the bridge, once her address was typed out."""

import logging

from flask import Blueprint, Response, flash, request, url_for

from bridge.model.errors import BridgeError
from bridge.model.text import join_and
from bridge.store.people import address_book, erasure
from bridge.web.console.shell.numbers import LARGEST_ID
from bridge.web.console.shell.replies import confirm_first, to, unknown
from bridge.web.installation import Installation

logger = logging.getLogger(__name__)


class ForgetPage:
    def __init__(self, here: Installation) -> None:
        self._here = here

    def add_to(self, routes: Blueprint) -> None:
        address = f"/people/<int(max={LARGEST_ID}):id_>/forget"
        routes.add_url_rule(address, "forget_person", self.forget, methods=["GET", "POST"])

    def forget(self, id_: int) -> Response:
        """Asks first, and again where another address was typed."""
        address = address_book.address_of(self._here.engine, id_)
        if address is None:
            return unknown()
        if request.method != "POST":
            return self._question(id_, address)
        if request.form.get("typed", "").strip().lower() != address:
            return self._question(id_, address, "That is not her address. Nothing was done.")
        try:
            gone = erasure.erase(self._here.engine, address)
        except BridgeError as error:
            flash(str(error))
            return to(url_for(".person", id_=id_))
        logger.info("a person was forgotten, by hand")
        flash(f"She is forgotten. {gone.remains}")
        return to(url_for(".people"))

    def _question(self, id_: int, address: str, problem: str = "") -> Response:
        hers = erasure.would_be_erased(self._here.engine, address).addresses
        return confirm_first(
            "Forget this person?",
            [
                *([problem] if problem else []),
                f"{join_and(hers)} {'is' if len(hers) == 1 else 'are'} erased everywhere in the "
                "bridge, with all that came of whoever shares an order or a customer number with "
                "her. The totals stay.",
                "What stands in the CRM or at the site stays as it is there: her tags, her access. "
                "What happened before and comes late is dropped; what happens from now on is a new "
                "person's.",
                "It cannot be undone.",
            ],
            action=url_for(".forget_person", id_=id_), button="Forget her",
            back=url_for(".person", id_=id_), typed=("typed", f"Type {address} to confirm"),
            status=400 if problem else 200,
        )  # fmt: skip
