"""The page of deliveries that is found for a filter, or for one person."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Engine

from bridge.explain.patient_store import Record
from bridge.store.delivery import Delivery
from bridge.store.search import delivery_search
from bridge.store.search.delivery_conditions import Asked

A_PAGE = 50


@dataclass(frozen=True)
class Page:
    """Up to fifty deliveries, newest first, and the numbers to go on from where there are more.
    `looked_to` is the number down to which was looked, where that was too far to go on at once."""

    deliveries: Sequence[Delivery]
    older_than: int | None = None
    newer_than: int | None = None
    looked_to: int | None = None


def page_of(engine: Engine, asked: Asked, before: int | None, after: int | None) -> Page:
    """Raises SQLAlchemyError."""
    if after is not None:
        return _upwards(engine, asked, after)
    found = delivery_search.find(engine, asked, A_PAGE + 1, beyond=before)
    shown, more = found.ids[:A_PAGE], len(found.ids) > A_PAGE
    partial = None if more else found.looked_to
    older = shown[-1] if more else partial
    newer = None if before is None else shown[0] if shown else before - 1
    return Page(delivery_search.read(engine, shown), older, newer, partial)


def _upwards(engine: Engine, asked: Asked, after: int) -> Page:
    found = delivery_search.find(engine, asked, A_PAGE + 1, beyond=after, upwards=True)
    if len(found.ids) <= A_PAGE and found.looked_to is None:
        return page_of(engine, asked, None, None)  # the newest page is always a full one
    shown = found.ids[:A_PAGE]
    newer = shown[-1] if len(found.ids) > A_PAGE else found.looked_to
    older = shown[0] if shown else after + 1
    partial = None if len(found.ids) > A_PAGE else found.looked_to
    return Page(delivery_search.read(engine, shown), older, newer, partial)


def page_of_person(record: Record, email: str, before: int | None) -> Page:
    """Raises NotStored."""
    more = record.latest(A_PAGE + 1, email, "", before, None)
    found = more[:A_PAGE]
    return Page(found, found[-1].id if len(more) > A_PAGE else None)
