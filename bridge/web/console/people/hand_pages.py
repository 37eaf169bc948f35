"""What a hand does for a person: give, end or ban, take back; skip or hurry what is to come."""

import logging
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from uuid import uuid4

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for

from bridge.explain.by_hand.hand_speaker import HandSaid, HandSpeaker
from bridge.explain.by_hand.holder import holder_at, names_of
from bridge.explain.hands import about_of, hand_sentence
from bridge.explain.next_steps import PAGES
from bridge.model import BY_HAND
from bridge.model.errors import BridgeError
from bridge.model.text import clock, counted
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import Delivery, State
from bridge.store.people import address_book
from bridge.web.console.shell import sessions
from bridge.web.console.shell.numbers import LARGEST_ID
from bridge.web.console.shell.replies import confirm_first, to, unknown
from bridge.web.installation import Installation

logger = logging.getLogger(__name__)

_HERS = f"/people/<int(max={LARGEST_ID}):id_>"
_EVERY = "every membership"  # of which somebody may be kept out
_LONGEST = 500  # letters of a reason
_MOST = 500  # deliveries of hers that are tried again in one go
_DAY_ENDS = time(23, 59, 59)
_ONCE = re.compile("[0-9a-zA-Z]{1,40}")
_SOON = " Redis does not answer, so the workers come to it once it does."
_DONE = {"grant": "{} is given to her.", "end": "{} is ended.", "ban": "She is kept out of {}."}


class HandPages:
    def __init__(self, here: Installation) -> None:
        self._here = here

    def add_to(self, routes: Blueprint) -> None:
        both, posted = ["GET", "POST"], ["POST"]
        routes.add_url_rule(f"{_HERS}/by-hand", "by_hand", self.by_hand, methods=both)
        routes.add_url_rule(f"{_HERS}/take-back", "take_hand_back", self.take_back, methods=posted)
        routes.add_url_rule(f"{_HERS}/to-come", "is_to_come", self.to_come, methods=posted)
        routes.add_url_rule(f"{_HERS}/try-again", "try_person_again", self.again, methods=posted)

    def by_hand(self, id_: int) -> Response:
        """The form, and what it says."""
        address = self._address(id_)
        if address is None:
            return unknown()
        if request.method != "POST":
            return self._form(id_, address)
        problem = _missing()
        if problem:
            return self._form(id_, address, problem)
        what = request.form["what"]
        try:
            said = self._speak(address, what)
        except BridgeError as error:
            return self._form(id_, address, str(error))
        return self._said(id_, said, _DONE[what].format(said.what or _EVERY))

    def take_back(self, id_: int) -> Response:
        """What a hand said, after a question."""
        address, number = self._address(id_), request.form.get("hand", "")
        if address is None or not (number.isascii() and number.isdigit() and len(number) < 19):
            return unknown()
        delivery = Deliveries(self._here.engine).find(int(number))
        if delivery is None or not self._is_hand_of_hers(delivery, address):
            return unknown()
        speaker, here, what = self._speaker(), url_for(".person", id_=id_), delivery.event.kind
        try:
            speaker.may_be_taken_back(int(number))
            if request.form.get("sure") != "yes":
                return confirm_first(
                    f"Take back what was {what}?",
                    [
                        f"{about_of(delivery)}, of {address}: {hand_sentence(delivery)}.",
                        "It is then as if that had never been said.",
                    ],
                    action=url_for(".take_hand_back", id_=id_), button="Take it back", back=here,
                    fields={"hand": number, "sure": "yes"},
                )  # fmt: skip
            said = speaker.take_back(int(number))
        except BridgeError as error:
            flash(str(error))
            return to(here)
        return self._said(id_, said, f"What was {what} is taken back.")

    def to_come(self, id_: int) -> Response:
        """It is skipped, or counts from now on; after a question."""
        address, which = self._address(id_), request.form.get("coming", "")
        skips = request.form.get("what") == "skip"
        if address is None:
            return unknown()
        speaker, here = self._speaker(), url_for(".person", id_=id_)
        why = _why()
        try:
            coming = speaker.is_to_come(address, which)
            if not why:
                says = f"{coming.what}, on {clock(coming.at)}. Of {address}."
                then = "It will never happen" if skips else "It counts from now on instead"
                then = f"{then}, unless you take that back on her page."
                return confirm_first(
                    "Skip it?" if skips else "Have it count now?", [says, then],
                    action=url_for(".is_to_come", id_=id_),
                    button="Skip it" if skips else "Have it count now", back=here,
                    fields={"coming": which, "what": "skip" if skips else "hurry"},
                    typed=("why", "Why? It stands on her page."),
                )  # fmt: skip
            do = speaker.skip if skips else speaker.hurry
            said = do(address, which, why)
        except BridgeError as error:
            flash(str(error))
            return to(here)
        return self._said(id_, said, "It is skipped." if skips else "It counts from now on.")

    def again(self, id_: int) -> Response:
        """All of hers that failed or waits."""
        address = self._address(id_)
        if address is None:
            return unknown()
        deliveries = Deliveries(self._here.engine)
        ids = [
            each.id
            for state in (State.FAILED, State.WAITING)
            for each in deliveries.latest(_MOST, address, state)
        ]
        opened = deliveries.reopen(ids, datetime.now(UTC))
        told = self._here.signal(opened)
        counts = counted(len(opened), "delivery")
        flash(f"{counts} {'is' if len(opened) == 1 else 'are'} tried again.{'' if told else _SOON}")
        return to(url_for(".person", id_=id_))

    def _speak(self, address: str, what: str) -> HandSaid:
        form = request.form
        membership, why = form.get("membership", ""), _why()
        once = f"bridge:hand:{form['once']}" if _ONCE.fullmatch(form.get("once", "")) else ""
        speaker = self._speaker()
        until = _until(form.get("until", "")) if what == "grant" else None
        ways: dict[str, Callable[[], HandSaid]] = {
            "grant": lambda: speaker.grant(address, membership, until, why, once),
            "end": lambda: speaker.end(address, membership, why, once),
            "ban": lambda: speaker.ban(
                address, None if membership == _EVERY else membership, why, once
            ),
        }
        return ways[what]()

    def _said(self, id_: int, said: HandSaid, sentence: str) -> Response:
        told = self._here.signal([said.delivery])
        logger.info("delivery %d: said by hand, in the console", said.delivery)
        flash(f"{sentence}{'' if told else _SOON}")
        return to(url_for(".person", id_=id_))

    def _form(self, id_: int, address: str, problem: str = "") -> Response:
        engine, library = self._here.engine, self._here.library
        try:
            names = names_of(engine, library, holder_at(engine, library, address))
        except BridgeError as error:
            names, problem = [], problem or str(error)
        page = render_template(
            "people/by_hand.html", id_=id_, address=address, names=names, problem=problem,
            form=request.form, every=_EVERY, once=uuid4().hex,
        )  # fmt: skip
        return make_response(page, 400 if problem and request.method == "POST" else 200)

    def _speaker(self) -> HandSpeaker:
        return HandSpeaker(self._here.engine, self._here.library, sessions.who(), PAGES)

    def _is_hand_of_hers(self, delivery: Delivery, address: str) -> bool:
        """Also where it was said of an address that she had before."""
        if delivery.event.kind not in BY_HAND or not delivery.event.contact.key:
            return False
        engine, library = self._here.engine, self._here.library
        lives = (holder_at(engine, library, each) for each in (delivery.event.contact.key, address))
        return len({each.email for each in lives}) == 1

    def _address(self, id_: int) -> str | None:
        return address_book.address_of(self._here.engine, id_)


def _missing() -> str:
    """What the form lacks, as a sentence."""
    form = request.form
    if form.get("what") not in _DONE:
        return "Choose what to do."
    if not form.get("membership"):
        return "Choose a membership."
    if form.get("membership") == _EVERY and form.get("what") != "ban":
        return "Choose one membership: she can only be kept out of all of them."
    if not _why():
        return "Write why: it stands on her page."
    return _wrong_end(form["what"], form.get("until", ""))


def _wrong_end(what: str, told: str) -> str:
    try:
        until = _until(told)
    except ValueError:
        return "That is no day. Choose one, or leave it empty."
    if until and what != "grant":
        return "Only what is given can end by itself: leave the day empty, and take it back later."
    if until and until <= datetime.now(UTC):
        return "That day is over. Choose a later one, or leave it empty."
    return ""


def _why() -> str:
    """As it was typed, save for NULs, which Postgres does not take."""
    return request.form.get("why", "").replace("\0", "").strip()[:_LONGEST]


def _until(told: str) -> datetime | None:
    """The end of that day on this machine's clock. Raises ValueError."""
    if not told:
        return None
    try:
        return datetime.combine(date.fromisoformat(told[:10]), _DAY_ENDS).astimezone()
    except OverflowError:
        raise ValueError from None
