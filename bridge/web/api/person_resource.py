"""People for programs: found by what is known of them, and all that the record holds of one."""

from flask import Blueprint, Response, request

from bridge.explain.as_json.json_values import picked
from bridge.explain.as_json.record_json import buyer_json
from bridge.explain.buyer import Buyers
from bridge.explain.next_steps import PAGES
from bridge.store.people import address_book
from bridge.web.api.api import BadRequestError, NoSuchThing, reply
from bridge.web.console.shell.numbers import LARGEST_ID
from bridge.web.installation import Installation

_MOST = 50


def _words() -> object:
    """None where the body holds none, whatever else it is."""
    try:
        told = request.get_json(force=True, silent=True)  # curl calls every body a form
    except RecursionError:
        return None
    return told.get("words") if isinstance(told, dict) else None


class PersonResource:
    def __init__(self, here: Installation) -> None:
        self._here = here
        self._buyers = Buyers(here.engine, here.library, PAGES)

    def add_to(self, routes: Blueprint) -> None:
        routes.add_url_rule("/people/find", "find_people", self.find, methods=["POST"])
        routes.add_url_rule(f"/people/<int(max={LARGEST_ID}):id_>", "person", self.one)

    def find(self) -> Response:
        """The words come in the body, so that no log of addresses holds them."""
        words = _words()
        if not isinstance(words, str) or not words.strip():
            raise BadRequestError('Send {"words": "…"}: part of a name or address, or an order.')
        found = address_book.look_for(self._here.engine, words, _MOST)
        return reply({"people": [picked(e, "id", "address", "name", "at") for e in found]})

    def one(self, id_: int) -> Response:
        address = address_book.address_of(self._here.engine, id_)
        buyer = self._buyers.find(address) if address else None
        if buyer is None:
            raise NoSuchThing
        return reply(buyer_json(buyer, self._buyers.sentences(buyer)))
