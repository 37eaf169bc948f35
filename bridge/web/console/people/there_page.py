"""What a person really has at each destination now, and setting it right where it differs."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, Response, flash, render_template, request, url_for

from bridge.explain.people.site_look import SiteLook, look_at
from bridge.explain.snapshot import Snapshot, snapshot_of
from bridge.model.errors import BridgeError, ConfigError
from bridge.model.text import counted
from bridge.store.people import address_book
from bridge.store.people.repair import tell_again
from bridge.web.console.shell.replies import confirm_first, to, unknown
from bridge.web.installation import Installation

logger = logging.getLogger(__name__)

LARGEST_ID = 2**63 - 1
_HERS = f"/people/<int(max={LARGEST_ID}):id_>"
_RESTS = "It is paused, or does not answer, so it is not asked now."
_SOON = " Redis does not answer, so the workers come to it once it does."


@dataclass(frozen=True)
class Looked:
    """At one destination: what was seen, or why nothing was."""

    name: str
    called: str
    look: SiteLook | None = None
    problem: str = ""


class TherePage:
    def __init__(self, here: Installation) -> None:
        self._here = here

    def add_to(self, routes: Blueprint) -> None:
        routes.add_url_rule(f"{_HERS}/there", "really_there", self.there)
        routes.add_url_rule(f"{_HERS}/set-right", "set_right", self.set_right, methods=["POST"])

    def there(self, id_: int) -> str | Response:
        """Part of her page, which asks for it by itself; alone, a page of its own."""
        known = self._known(id_)
        if known is None:
            return unknown()
        looked, now = [*self._looks(known)], datetime.now(UTC)
        return render_template("people/there.html", person={"id": id_}, looked=looked, now=now)

    def set_right(self, id_: int) -> Response:
        """What is not as it should be there is told again, after a question. It is looked anew:
        what stood on a page may be so no more."""
        known, here = self._known(id_), url_for(".person", id_=id_)
        if known is None:
            return unknown()
        name = request.form.get("destination", "")
        found = [each for each in self._looks(known, name) if each.name == name]
        if not found or found[0].look is None:
            flash(found[0].problem if found else "There is no such destination.")
            return to(here)
        look, called = found[0].look, found[0].called
        wrong = [each for each in look.targets if each.differs]
        if not wrong:
            flash(f"All is as it should be in {called}.")
            return to(here)
        if request.form.get("sure") != "yes":
            told = [f"{e.called}: {'to be put there' if e.desired else 'to be taken off'}."
                    for e in wrong]  # fmt: skip
            return confirm_first(
                f"Set {counted(len(wrong), 'thing')} right in {called}?", told,
                action=url_for(".set_right", id_=id_), button="Set it right", back=here,
                fields={"destination": name, "sure": "yes"},
            )  # fmt: skip
        place = next(e.place for e in known.each if e.destination.name == name)
        if place:
            tell_again(self._here.engine, place, look.differing)
            reached = self._here.signal_place(place.id, name)
            logger.info("a contact is told again what it should have, by hand")
            flash(f"{called} is told again.{'' if reached else _SOON}")
        return to(here)

    def _looks(self, known: Snapshot, only: str = "") -> Iterator[Looked]:
        for each in known.each:
            name, called = each.destination.name, each.called
            if only and name != only:
                continue
            if each.account.rests:
                yield Looked(name, called, problem=_RESTS)
                continue
            try:
                yield Looked(name, called, look_at(each, self._here.account(name)))
            except ConfigError:
                words = "Its settings are missing or wrong on this machine; Set-up names them."
                yield Looked(name, called, problem=words)
            except BridgeError as error:
                yield Looked(name, called, problem=str(error))

    def _known(self, id_: int) -> Snapshot | None:
        address = address_book.address_of(self._here.engine, id_)
        return snapshot_of(self._here.engine, self._here.library, address) if address else None
