"""What a person really has at each destination now, and setting it right where it differs."""

import logging
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, Response, flash, render_template, request, url_for

from bridge.explain.backlog import not_before
from bridge.explain.next_steps import PAGES
from bridge.explain.people.site_look import SeenTarget, SiteLook, look_at
from bridge.explain.snapshot import Snapshot, snapshot_of
from bridge.model import Sort
from bridge.model.errors import BridgeError, ConfigError
from bridge.model.text import counted
from bridge.store.applied import Applied
from bridge.store.people import address_book
from bridge.store.people.repair import tell_again
from bridge.store.places import Place
from bridge.web.console.shell.numbers import LARGEST_ID
from bridge.web.console.shell.replies import confirm_first, to, unknown
from bridge.web.installation import Installation

logger = logging.getLogger(__name__)

_HERS = f"/people/<int(max={LARGEST_ID}):id_>"
_PAUSED = "It is paused, so it is not asked now. {}"
_SILENT = "It does not answer since a while, so it is not asked now."
_NOT_SET = "Its settings are missing or wrong on this machine; the page Set-up names them."
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
        """Part of her page, which asks for it by itself; alone, a page of its own. What is being
        told just now is not looked at before it was, unless somebody asks for it: `now`."""
        known = self._known(id_)
        if known is None:
            return unknown()
        now, insists = datetime.now(UTC), "now" in request.args
        told = {"person": {"id": id_}, "now": now, "looked": (), "waits": False}
        if not insists and any(map(is_being_told, known.each)):
            return render_template("people/there.html", **told | {"waits": True})
        return render_template("people/there.html", **told | {"looked": [*self._looks(known)]})

    def set_right(self, id_: int) -> Response:
        """What is not as it should be there is told again, after a question. It is looked anew:
        what stood on a page may be so no more."""
        known, here = self._known(id_), url_for(".person", id_=id_)
        if known is None:
            return unknown()
        name = request.form.get("destination", "")
        mine = next((each for each in known.each if each.destination.name == name), None)
        if mine is None:
            flash("There is no such destination.")
            return to(here)
        looked = self._looked(mine)
        if looked.look is None or not looked.look.differing:
            flash(looked.problem or f"All is as it should be in {looked.called}.")
            return to(here)
        if mine.place is None:
            flash(f"{looked.called} is new in the rules: {not_before(PAGES)}.")
            return to(here)
        if request.form.get("sure") != "yes":
            return _question(id_, looked.look, _gone_with_it(looked.look, mine))
        flash(self._tell_again(looked.look, mine, mine.place))
        return to(here)

    def _tell_again(self, look: SiteLook, mine: Snapshot, place: Place) -> str:
        """What came of it, as a sentence."""
        wrong: dict[str, Applied | None] = dict.fromkeys(_gone_with_it(look, mine))
        wrong |= {each.key: each.to_take_off for each in look.differing}
        if not tell_again(self._here.engine, place, wrong):
            return "She was forgotten, or moved, meanwhile. Nothing was done."
        reached = self._here.signal_place(place.id, look.name)
        logger.info("place %d is told again what it should have, by hand", place.id)
        return f"{look.called} is told again.{'' if reached else _SOON}"

    def _looks(self, known: Snapshot) -> Iterator[Looked]:
        return map(self._looked, known.each)

    def _looked(self, each: Snapshot) -> Looked:
        name, called = each.destination.name, each.called
        if each.account.paused:
            return Looked(name, called, problem=_PAUSED.format(each.account.paused_because))
        if each.account.silent:
            return Looked(name, called, problem=_SILENT)
        try:
            return Looked(name, called, look_at(each, self._here.account(name)))
        except ConfigError:
            return Looked(name, called, problem=_NOT_SET)
        except BridgeError as error:
            return Looked(name, called, problem=str(error))

    def _known(self, id_: int) -> Snapshot | None:
        address = address_book.address_of(self._here.engine, id_)
        return snapshot_of(self._here.engine, self._here.library, address) if address else None


def is_being_told(known: Snapshot) -> bool:
    """By workers that come to it at once."""
    place = known.place
    return place is not None and place.is_due and not place.attempts and not known.account.rests


def _gone_with_it(look: SiteLook, known: Snapshot) -> list[str]:
    """The keys of what a look cannot tell, and a contact that is gone took along: its fields."""
    fields = [key for key, each in known.applied.items() if each.sort is Sort.FIELD]
    return fields if look.missing else []


def _question(id_: int, look: SiteLook, fields: Collection[str]) -> Response:
    wrong = look.differing
    told = [_sentence(each) for each in wrong]
    if fields:
        told.append(f"{counted(len(fields), 'field')} of hers will be set again, too.")
    if any(each.sort is Sort.ACCESS and not each.desired for each in wrong):
        told.append("What somebody else opened to her there stays open.")
    return confirm_first(
        f"Set {counted(len(wrong), 'thing')} right in {look.called}?", told,
        action=url_for(".set_right", id_=id_), button="Set it right",
        back=url_for(".person", id_=id_), fields={"destination": look.name, "sure": "yes"},
    )  # fmt: skip


def _sentence(each: SeenTarget) -> str:
    what = f"{each.called[:1].upper()}{each.called[1:]}"
    if each.sort is Sort.ACCESS:
        return f"{what}: to be opened, {each.stands}." if each.desired else f"{what}: to be closed."
    return f"{what}: to be {'put there' if each.desired else 'taken off'}."
