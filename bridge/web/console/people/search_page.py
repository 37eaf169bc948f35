"""Finding a person by what somebody remembers of her. The words go in a form's body, so that no
address of a page and no log of addresses holds them."""

from collections.abc import Sequence

from flask import Blueprint, Response, make_response, render_template, request, url_for

from bridge.store.people import address_book
from bridge.store.people.address_book import PersonFound
from bridge.web.console.shell.replies import to
from bridge.web.installation import Installation

_SHOWN = 50
_LAST = 20


class SearchPage:
    def __init__(self, here: Installation) -> None:
        self._here = here

    def add_to(self, routes: Blueprint) -> None:
        routes.add_url_rule("/people", "people", self.people)
        routes.add_url_rule("/people", "find_people", self.find, methods=["POST"])

    def people(self) -> Response:
        """Those of whom something came last."""
        return _page("", address_book.seen_last(self._here.engine, _LAST))

    def find(self) -> Response:
        """One whose order has just that number is shown at once, and so is an only one."""
        words = address_book.tidy(request.form.get("words", ""))
        if not words:
            return to(url_for(".people"))
        found = address_book.look_for(self._here.engine, words, _SHOWN + 1)
        if len(found) == 1:
            return to(url_for(".person", id_=found[0].id))
        return _page(words, found[:_SHOWN], more=len(found) > _SHOWN)


def _page(words: str, found: Sequence[PersonFound], *, more: bool = False) -> Response:
    page = render_template(
        "people/people.html", words=words, found=found, more=more,
        signs_alone=address_book.are_signs_alone(words), most_looked=address_book.LOOKED_AT,
    )  # fmt: skip
    return make_response(page)
