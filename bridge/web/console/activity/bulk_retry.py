"""Trying all deliveries again that a filter finds: asked first with their number, then done a
batch at a time, and so many at once that no request takes minutes."""

import logging
import time
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, flash, request, url_for

from bridge.model.text import counted, plural
from bridge.store import settlement
from bridge.store.delivery import State
from bridge.store.search import delivery_search
from bridge.store.search.delivery_conditions import Asked
from bridge.store.search.delivery_search import FoundDeliveries
from bridge.web.console.activity.activity_filter import ActivityFilter, filter_of
from bridge.web.console.activity.filter_choices import FilterChoices
from bridge.web.console.activity.listing import A_PAGE
from bridge.web.console.shell.numbers import number
from bridge.web.console.shell.replies import NotAPage, confirm_first, say, to
from bridge.web.installation import Installation

logger = logging.getLogger(__name__)

AT_ONCE = 1_000
COUNTED = 10_000
_BATCH = 100
_SECONDS = 8.0
_WORDS = {
    State.FAILED: "that failed",
    State.NO_RULE: "that no rule spoke about",
    State.WAITING: "still waiting",
}


class BulkRetry:
    def __init__(self, here: Installation) -> None:
        self._here = here

    def add_to(self, routes: Blueprint) -> None:
        routes.add_url_rule("/activity/retry", "ask_retry", self.ask)
        routes.add_url_rule("/activity/retry", "retry_all", self.retry, methods=["POST"])

    def ask(self) -> Response:
        """How many there are, and whether they shall be tried again."""
        wanted = _wanted(filter_of(request.args))
        found = delivery_search.count(self._here.engine, self._asked(wanted, None), COUNTED)
        if not found.ids and found.looked_to is None:
            return say(200, "Nothing is to be tried again", "No delivery of these waits or failed "
                       "any more, or was without a rule.")  # fmt: skip
        return self._confirm(wanted, found, found.ids[-1] if found.looked_to is None else None, 0)

    def retry(self) -> Response:
        """Those up to the `newest` that was counted, a thousand at the most; then it is asked
        whether to go on."""
        wanted = _wanted(filter_of(request.form))
        newest, beyond = number(request.form, "newest"), number(request.form, "beyond") or 0
        opened, beyond_ = self._retry(self._asked(wanted, newest), beyond)
        before = number(request.form, "done") or 0
        done = before + len(opened)
        if beyond_ is not None:
            return self._go_on(wanted, newest, beyond_, done)
        logger.info("%d deliveries are tried again, by hand", done)
        if before or not 0 < done <= A_PAGE:
            flash(f"{_many(done)} tried again.")
            return to(url_for(".activity", **_afterwards(wanted)))
        flash(f"{_many(done)} tried again. What comes of it is shown here.")
        return to(url_for(".activity", tried=".".join(map(str, opened))))

    def _retry(self, asked: Asked, beyond: int) -> tuple[list[int], int | None]:
        """Which were opened, and the number beyond which there may be more."""
        until, opened, at = time.monotonic() + _SECONDS, list[int](), beyond
        while len(opened) < AT_ONCE and time.monotonic() < until:
            found = delivery_search.find(self._here.engine, asked, _BATCH, beyond=at, upwards=True)
            ids = settlement.reopen(self._here.engine, found.ids, datetime.now(UTC), *_WORDS)
            opened += ids
            self._here.signal(ids)
            if found.looked_to is None:
                return opened, None
            at = found.looked_to
        return opened, at

    def _asked(self, wanted: ActivityFilter, newest: int | None) -> Asked:
        return FilterChoices(self._here).asked(wanted, newest)

    def _confirm(
        self, wanted: ActivityFilter, found: FoundDeliveries, newest: int | None, done: int
    ) -> Response:
        more = "at least " if found.looked_to is not None else ""
        state = _WORDS[State(wanted.outcome)]
        what = f"{more}{len(found.ids):,} {plural('delivery', len(found.ids))} {state}"
        sentences = [
            f"{what[:1].upper()}{what[1:]} will be tried again by the rules as they stand now.",
            "What was triggered before is not triggered twice.",
        ]
        if len(found.ids) > AT_ONCE or found.looked_to is not None:
            sentences.append(f"{AT_ONCE:,} are done at once; then you are asked whether to go on.")
        return self._form("Try them again?", sentences, "Try them again", wanted,
                          {"newest": newest, "done": done})  # fmt: skip

    def _go_on(
        self, wanted: ActivityFilter, newest: int | None, beyond: int, done: int
    ) -> Response:
        left = delivery_search.find(
            self._here.engine, self._asked(wanted, newest), COUNTED, beyond=beyond, upwards=True
        )
        more = "At least " if left.looked_to is not None else ""
        sentences = [
            f"{_many(done)} tried again.",
            f"{more}{len(left.ids):,} more {'is' if len(left.ids) == 1 else 'are'} left.",
        ]
        fields = {"newest": newest, "beyond": beyond, "done": done}
        return self._form("Go on?", sentences, "Go on", wanted, fields)

    def _form(
        self, title: str, sentences: list[str], button: str, wanted: ActivityFilter,
        fields: dict[str, int | None],
    ) -> Response:  # fmt: skip
        told = {name: each for name, each in fields.items() if each}
        return confirm_first(
            title, sentences, action=url_for(".retry_all"), button=button,
            back=url_for(".activity", **wanted.address), fields=wanted.address | told,
        )  # fmt: skip


def _wanted(wanted: ActivityFilter) -> ActivityFilter:
    if not wanted.may_retry:
        raise NotAPage
    return wanted


def _many(done: int) -> str:
    return f"{counted(done, 'delivery')} {'is' if done == 1 else 'are'}"


def _afterwards(wanted: ActivityFilter) -> dict[str, Any]:
    """The same deliveries, as they stand by then: what they failed for is no longer true."""
    gone = ("outcome", "refused", "at") if wanted.refused else ("outcome",)
    return {name: word for name, word in wanted.address.items() if name not in gone}
