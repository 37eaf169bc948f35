"""All that the record holds of one buyer, for the pages about her."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from bridge.explain import access
from bridge.explain.another_day import another_day
from bridge.explain.known import Known, known_of
from bridge.explain.nouns import and_
from bridge.explain.tags import TagOfContact, tags_of
from bridge.explain.upcoming import ToCome, to_come
from bridge.explain.without_rule import about, without_rule
from bridge.model import Sort
from bridge.model.text import clock
from bridge.reconcile.library import Library
from bridge.store import destinations
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import Delivery, State
from bridge.store.destinations import Destination
from bridge.store.products import product_names

_LAST = 10


@dataclass(frozen=True)
class Buyer:
    """`email` is where she lives now, `addresses` all of hers. `last` are her newest deliveries;
    `undone` those that wait or failed, newest first. `waiting` is how many deliveries wait, of
    whomever; `product_names` are by the items' keys. `as_of` is the day that was asked for: then
    `last` had happened by then, and nothing is told of what only today's record knows."""

    email: str
    addresses: Sequence[str]
    tags: Sequence[TagOfContact]
    upcoming: Sequence[ToCome]
    last: Sequence[Delivery]
    undone: Sequence[Delivery]
    destinations: Sequence[Destination]
    waiting: int
    product_names: Mapping[str, str]
    known: Known | None
    as_of: datetime | None = None

    @property
    def ids(self) -> Mapping[str, int]:
        """Her deliveries by their keys; empty while there are no rules."""
        return self.known.ids if self.known else {}

    @property
    def name(self) -> str:
        """As the newest delivery that names her spells it; empty where none does."""
        contacts = (delivery.event.contact for delivery in self.last)
        names = (" ".join(filter(None, (c.first_name, c.last_name))) for c in contacts)
        return next(filter(None, names), "")


class Buyers:
    """Finds a buyer by any of her addresses, in one destination's store."""

    def __init__(self, engine: Engine, library: Library, crm: str) -> None:
        self._engine = engine
        self._library = library
        self._crm = crm

    def known(self, email: str, at: datetime | None = None) -> Known | None:
        return known_of(self._engine, self._library, self._crm, email, at)

    def find(self, email: str, at: datetime | None = None, *, every: bool = False) -> Buyer | None:
        """None where the record holds nothing of that address. With `every` reason for her tags,
        and every delivery of hers.

        Raises OperationalError when Postgres does not answer.
        """
        email = email.strip().lower()
        if not email:
            return None
        deliveries = Deliveries(self._engine)
        known = self.known(email, at)
        found = deliveries.of_buyer(email)
        if not found:
            return None
        if at is not None:
            found = _happened_by(at, known.deliveries[::-1] if known else found)
        undone = [each for each in found if each.state in (State.FAILED, State.WAITING)]
        return Buyer(
            known.address if known else email,
            _addresses(known, email, at),
            tags_of(known, self._crm, every=every),
            to_come(known),
            found if every else found[:_LAST],
            undone if at is None else (),
            destinations.all_of(self._engine) if at is None else (),
            deliveries.unfinished(),
            product_names(self._engine, email),
            known,
            at,
        )

    def sentences(self, buyer: Buyer) -> list[str]:
        """Why she gets in or not; empty while there are no rules."""
        known = buyer.known
        waits = [each for each in buyer.undone if each.household_id is None]
        told = [f"The workers have not come to her {about(each)} yet." for each in waits]
        if known is None:
            return told
        if buyer.as_of and not buyer.last:
            return [f"Nothing of hers had happened by {clock(buyer.as_of)}."]
        told += access.sentences(known, buyer.product_names)
        told += _moved(buyer)
        told += access.hands_untold(known)
        has_nothing = not any(tag.due and tag.sort is not Sort.AUTOMATION for tag in buyer.tags)
        rules = known.household.newest
        told += without_rule(rules, buyer.last, has_nothing=has_nothing)
        if not told and has_nothing:
            told = ["No rule has given her anything that she still has."]
        ends = another_day(known) if buyer.as_of else access.third_answer(known)
        return list(dict.fromkeys([*told, *ends]))


def _happened_by(at: datetime, found: Sequence[Delivery]) -> list[Delivery]:
    return [each for each in found if (each.event.occurred_at or each.received_at) <= at]


def _addresses(known: Known | None, email: str, at: datetime | None) -> list[str]:
    """Of another day those that she had by then."""
    people = known.people if known else ()
    stays = [address for person in people for address, _ in person.addresses]
    return list(dict.fromkeys(stays if stays and at else [*stays, email]))


def _moved(buyer: Buyer) -> Iterator[str]:
    before = [address for address in buyer.addresses if address != buyer.email]
    if before:
        yield f"Her address was {and_(before)} before; her access came along."
