"""All that the record holds of one buyer, for the pages about her."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine

from bridge.explain.access.access_sentences import access_sentences, other_hands, where_else_to_look
from bridge.explain.backlog import undone_sentences
from bridge.explain.destination_standing import (
    Whereabouts,
    accounts_of,
    not_named_words,
    whereabouts,
)
from bridge.explain.next_steps import COMMANDS, NextSteps
from bridge.explain.rule_gaps import delivery_words, gap_sentences, later_rule_sentences
from bridge.explain.snapshot import Snapshot, snapshot_of
from bridge.explain.tag_reasons import TagOfContact, tags_of
from bridge.explain.upcoming import ToCome, to_come
from bridge.model import Sort
from bridge.model.text import clock, join_and, name_of
from bridge.reconcile.library import Library
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import Delivery, State
from bridge.store.destinations import DestinationState
from bridge.store.products import product_names

_LAST = 10  # deliveries of hers that are listed, where not every one is asked for, and judged
_MOST_LATE = 3  # deliveries that a sentence names


@dataclass(frozen=True)
class Buyer:
    """`email` is where she lives now, `addresses` all of hers. `last` are her newest deliveries;
    `undone` those that wait or failed, newest first. `waiting` is how many deliveries wait, of
    whomever; `product_names` are by the items' keys. `as_of` is the day that was asked for: then
    `last` had happened by then, and nothing is told of what only today's record knows.
    `whereabouts` is how she stands at each of several destinations."""

    email: str
    addresses: Sequence[str]
    tags: Sequence[TagOfContact]
    upcoming: Sequence[ToCome]
    last: Sequence[Delivery]
    undone: Sequence[Delivery]
    destinations: Sequence[DestinationState]
    waiting: int
    product_names: Mapping[str, str]
    known: Snapshot | None
    as_of: datetime | None = None
    whereabouts: Sequence[Whereabouts] = ()

    @property
    def ids(self) -> Mapping[str, int]:
        """Her deliveries by their keys; empty while there are no rules."""
        return self.known.ids if self.known else {}

    @property
    def name(self) -> str:
        """As the newest delivery that names her spells it; empty where none does."""
        return next(filter(None, (name_of(each.event.contact) for each in self.last)), "")


class Buyers:
    """Finds a buyer by any of her addresses."""

    def __init__(self, engine: Engine, library: Library, steps: NextSteps = COMMANDS) -> None:
        self._engine = engine
        self._library = library
        self._steps = steps

    def find(self, email: str, at: datetime | None = None, *, every: bool = False) -> Buyer | None:
        """None where the record holds nothing of that address. With `every` reason for her tags,
        and every delivery of hers.

        Raises OperationalError when Postgres does not answer.
        """
        email = email.strip().lower()
        if not email:
            return None
        deliveries = Deliveries(self._engine)
        known = snapshot_of(self._engine, self._library, email, at)
        found = deliveries.of_buyer(email)
        if not found:
            return None
        if at is not None:
            every_one = known.deliveries[::-1] if known else found
            found = [e for e in every_one if (e.event.occurred_at or e.received_at) <= at]
        undone = [each for each in found if each.state in (State.FAILED, State.WAITING)]
        return Buyer(
            known.address if known else email,
            _addresses(known, email, at),
            tags_of(known, every=every),
            to_come(known),
            found if every else found[:_LAST],
            undone if at is None else (),
            self.accounts() if at is None else (),
            deliveries.unfinished(),
            product_names(self._engine, email),
            known,
            at,
            whereabouts(known, self._steps) if known and at is None else (),
        )

    def accounts(self) -> list[DestinationState]:
        """Those of the rules that count."""
        return accounts_of(self._engine, self._library)

    def sentences(self, buyer: Buyer) -> list[str]:
        """Why she gets in or not, and what of hers needs somebody."""
        known, now = buyer.known, datetime.now(UTC)
        if known is None:
            return [*undone_sentences(buyer.undone, now, steps=self._steps)]
        if buyer.as_of and not buyer.last:
            return [f"Nothing of hers had happened by {clock(buyer.as_of)}."]
        access = [*access_sentences(known, buyer.product_names, self._steps)]
        undone = undone_sentences(buyer.undone, known.now, " ".join(access), self._steps)
        told = [*undone, *access]
        if before := [address for address in buyer.addresses if address != buyer.email]:
            told.append(f"Her address was {join_and(before)} before; her access came along.")
        told += map(not_named_words, known.left if buyer.as_of is None else ())
        told += other_hands(known)
        has_nothing = not any(tag.due and tag.sort is not Sort.AUTOMATION for tag in buyer.tags)
        newest = buyer.last[:_LAST]  # also where every one is listed: the answer is the same
        told += gap_sentences(known.household.newest, newest, has_nothing=has_nothing)
        if not told and has_nothing:
            told = ["No rule has given her anything that she still has."]
            told += later_rule_sentences(known.household, self._steps)
        elif not told:
            told = ["No membership is about her; what rules gave her stands below."]
        ends = _another_day(known) if buyer.as_of else where_else_to_look(known)
        return list(dict.fromkeys([*told, *ends]))


def _addresses(known: Snapshot | None, email: str, at: datetime | None) -> list[str]:
    """Of another day those that she had by then."""
    people = known.people if known else ()
    stays = [address for person in people for address, _ in person.addresses]
    return list(dict.fromkeys(stays if stays and at else [*stays, email]))


def _another_day(known: Snapshot) -> Iterator[str]:
    """What an answer about another day rests on, and what nobody can know of that day."""
    day, crm = clock(known.at), join_and(each.called for each in known.each)
    hers = [each for each in known.deliveries if each.event.key in known.keys]
    if late := [each for each in hers if each.received_at > known.at]:
        words = [f"{delivery_words(e)} on {clock(e.received_at)}" for e in late[:_MOST_LATE]]
        more = [f"{len(late) - _MOST_LATE} more"] if len(late) > _MOST_LATE else []
        named = join_and([*words, *more])
        yield f"Of what had happened by then the bridge heard only later: {named}."
    if known.at > known.now:
        yield (
            f"So it will be on {day} if nothing else happens until then, by the rules that count "
            f"for her now. What {crm} will have been told by then, and what the site will have "
            "seen, nobody can know."
        )
    else:
        yield (
            f"So it was on {day} by what had happened until then and the rules that count for her "
            f"now. What {crm} had been told by then, what waited or failed that day, and what the "
            "site had seen is not kept."
        )
