"""Looks again at what no rule spoke about, once the rules have changed."""

import logging
import traceback
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from bridge.model import Change, Event, Item
from bridge.store.delivery import Delivery
from bridge.store.engine import transaction
from bridge.store.mixed import mixed_decided_by_others, reopen_mixed
from bridge.store.unmapped import decided_by_others, leave_unmapped, reopen_unmapped

logger = logging.getLogger(__name__)

_BATCH = 200  # a bound for one call, so that whoever calls comes to its other chores
NewlyMapped = Callable[[Event, Sequence[Mapping[str, Any]]], Collection[Item]]


def reconsider(
    engine: Engine,
    decide: Callable[[Event], Sequence[Change]],
    rules_version: str,
    now: Callable[[], datetime],
    batch: int = _BATCH,
) -> bool:
    """Take up one batch of what another version of the rules file had no rule for; gives whether
    that was the last.

    What these rules speak about waits for the workers then, and the ledger puts it in its place
    by the time it happened. The rest is marked as seen by this version, so that it is not looked
    at again. So is a delivery at which `decide` fails unforeseen: the log names it, and it must
    not keep the others from their rules. Raises OperationalError when Postgres does not answer;
    nothing is half done.
    """
    with transaction(engine) as connection:
        found = decided_by_others(connection, rules_version, batch)
        spoken_of = {each.id for each in found if _holds(each, lambda d: decide(d.event))}
        reopen_unmapped(connection, spoken_of, now())
        leave_unmapped(connection, {each.id for each in found} - spoken_of, rules_version)
    if spoken_of:
        logger.info("%d deliveries without a rule have one now; applying them", len(spoken_of))
    return len(found) < batch


class MixedOrders:
    """Orders that were applied, or failed, for some of their items; `newly_mapped` gives which of
    the others the rules speak of now, by the event and the changes on its record.

    Such an order waits for the workers as one that is tried again: all that the rules now say to it
    counts, and what the CRM was told before is not told twice. The others keep the version that
    decided them, so they are looked at again with every round.
    """

    def __init__(
        self,
        engine: Engine,
        newly_mapped: NewlyMapped,
        rules_version: str,
        now: Callable[[], datetime],
        batch: int = _BATCH,
    ) -> None:
        self._engine = engine
        self._newly_mapped = newly_mapped
        self._rules_version = rules_version
        self._now = now
        self._batch = batch
        self._after = 0

    def take_up(self) -> bool:
        """One batch; gives whether that was the last of this round. Raises as `reconsider`."""
        with transaction(self._engine) as connection:
            version, after, batch = self._rules_version, self._after, self._batch
            found = mixed_decided_by_others(connection, version, after, batch)
            mapped = {each.id for each in found if _holds(each, self._is_newly_mapped)}
            reopen_mixed(connection, mapped, version, self._now())
        if mapped:
            logger.info("%d orders have a rule for one more item; applying them", len(mapped))
        is_last = len(found) < self._batch
        self._after = 0 if is_last else found[-1].id
        return is_last

    def _is_newly_mapped(self, delivery: Delivery) -> object:
        return self._newly_mapped(delivery.event, delivery.changes)


def _holds(delivery: Delivery, ask: Callable[[Delivery], object]) -> bool:
    """What the rules answer about it; no where they fail."""
    try:
        return bool(ask(delivery))
    except Exception as error:  # noqa: BLE001 # one delivery must not end all workers
        # Its kind and place only: the text may hold a buyer's address.
        kind, place = type(error).__name__, traceback.extract_tb(error.__traceback__)[-1]
        where = f"{place.filename}:{place.lineno}"
        logger.warning("delivery %d: the rules failed with %s at %s", delivery.id, kind, where)
        return False
