"""One person: what is open to her and why, as of any day, and all that came of her."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time

from flask import Blueprint, Response, make_response, render_template, request, url_for

from bridge.explain.buyer import Buyer, Buyers
from bridge.explain.next_steps import PAGES
from bridge.explain.people.membership_standing import MembershipStanding, membership_standings
from bridge.explain.people.person_timeline import TimelineEntry, timeline
from bridge.explain.people.plans_called import plans_called
from bridge.explain.people.rollout_entries import RolloutEntry, in_order, rollout_entries
from bridge.explain.people.standing_lines import StandingLines
from bridge.explain.snapshot import Snapshot
from bridge.explain.whole_delivery import OPERATOR
from bridge.model import BY_HAND
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import Delivery, State
from bridge.store.people import address_book
from bridge.web.console.people.there_page import is_being_told
from bridge.web.console.shell.numbers import LARGEST_ID, number
from bridge.web.console.shell.replies import NotAPage, to, unknown
from bridge.web.installation import Installation

_PAGE = 50  # deliveries
_DAY_ENDS = time(23, 59, 59)


class PersonPage:
    def __init__(self, here: Installation) -> None:
        self._here = here
        self._buyers = Buyers(here.engine, here.library, PAGES)

    def add_to(self, routes: Blueprint) -> None:
        routes.add_url_rule(f"/people/<int(max={LARGEST_ID}):id_>", "person", self.person)
        routes.add_url_rule(f"/deliveries/<int(max={LARGEST_ID}):id_>/buyer", "buyer", self.buyer)

    def person(self, id_: int) -> Response:
        """Of whoever that address belongs to; `on` is a day, `before` a delivery's number."""
        address = address_book.address_of(self._here.engine, id_)
        if address is None:
            return unknown()
        on = _end_of_day(request.args.get("on", ""))
        buyer = self._buyers.find(address, on, every=on is not None)
        if buyer is None:
            return unknown()
        return make_response(render_template("people/person.html", **self._told(id_, buyer, on)))

    def buyer(self, id_: int) -> Response:
        """She of whom this delivery is, whose page has a number of its own."""
        delivery = self._here.record.find(id_)
        key = delivery.event.contact.key if delivery else ""
        number = address_book.person_of(self._here.engine, key) if key else None
        return to(url_for(".person", id_=number)) if number else unknown()

    def _told(self, id_: int, buyer: Buyer, on: datetime | None) -> dict[str, object]:
        now, names, known = datetime.now(UTC), buyer.product_names, buyer.known
        before = number(request.args, "before")
        came = self._came(buyer, before)
        shown = came[:_PAGE]
        memberships = self._memberships(known, names) if known else []
        told = {sentence for each in memberships for sentence in each.sentences}
        ofthings = {f"{m.name}: {t.got}: {t.stands}." for m in memberships for t in m.things}
        return {
            "person": {"id": id_, "address": buyer.email, "name": buyer.name},
            "buyer": buyer,
            "before_addresses": [each for each in buyer.addresses if each != buyer.email],
            "memberships": memberships,
            "lines": StandingLines(known.household.newest) if known else None,
            "sentences": [e for e in self._buyers.sentences(buyer) if e not in told | ofthings],
            "standing": known.hands.all if known else [],
            "timeline": self._timeline(buyer, shown, before, is_last=len(came) <= _PAGE, now=now),
            "older": shown[-1].id if len(came) > _PAGE else None,
            "on": on,
            "waits": not on and _is_on_its_way(buyer),
        }

    def _memberships(self, known: Snapshot, names: Mapping[str, str]) -> list[MembershipStanding]:
        plans = plans_called(self._here.engine, known)
        return [*membership_standings(known, names, plans, PAGES)]

    def _timeline(
        self,
        buyer: Buyer,
        shown: Sequence[Delivery],
        before: int | None,
        *,
        is_last: bool,
        now: datetime,
    ) -> list[TimelineEntry | RolloutEntry]:
        """What came, with the publications of rules between that changed what she should have."""
        who = self._who(shown)
        entries = timeline(shown, buyer.product_names, buyer.destinations, now, who)
        times = (each.received_at for each in shown)
        besides = self._rollouts(buyer, before)
        return [*in_order(zip(times, entries, strict=True), besides, is_last=is_last)]

    def _rollouts(self, buyer: Buyer, before: int | None) -> list[RolloutEntry]:
        newer = self._here.record.find(before) if before else None
        until = newer.received_at if newer else buyer.as_of
        if buyer.known is None:
            return []
        return rollout_entries(self._here.engine, buyer.known.household.id, until)

    def _who(self, shown: Sequence[Delivery]) -> Mapping[int, str]:
        """Who said by hand what a hand said, by the deliveries' ids."""
        by_hand = [each.id for each in shown if each.event.kind in BY_HAND]
        return Deliveries(self._here.engine).told_in_bodies(by_hand, OPERATOR)

    def _came(self, buyer: Buyer, before: int | None) -> Sequence[Delivery]:
        """The newest of hers, one more than are shown. Today's are read a page at a time, for of a
        long life `buyer` holds but the end."""
        if buyer.as_of is None:
            return self._here.record.latest(_PAGE + 1, buyer.email, before=before)
        return [each for each in buyer.last if before is None or each.id < before][: _PAGE + 1]


def _is_on_its_way(buyer: Buyer) -> bool:
    """Whether something of hers waits, or she is being told of just now."""
    each = buyer.known.each if buyer.known else ()
    waits = any(e.state is State.WAITING for e in buyer.undone)
    return waits or any(map(is_being_told, each))


def _end_of_day(told: str) -> datetime | None:
    """Its last second on this machine's clock; None where none is asked for. Raises NotAPage."""
    if not told:
        return None
    try:
        day = date.fromisoformat(told)
    except ValueError:
        raise NotAPage from None
    if not 2000 <= day.year <= 2200:  # what is to come of her is reckoned from it
        raise NotAPage
    return datetime.combine(day, _DAY_ENDS).astimezone()  # not a fixed while after midnight
