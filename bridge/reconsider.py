"""Looks again at deliveries that no rule spoke about, once the rules have changed."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Engine

from bridge.model import Change, Event
from bridge.store.engine import transaction
from bridge.store.unmapped import decided_by_others, leave_unmapped, reopen_unmapped

logger = logging.getLogger(__name__)

_BATCH = 200  # a bound for one call, so that whoever calls comes to its other chores


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
    at again. Raises OperationalError when Postgres does not answer; nothing is half done.
    """
    with transaction(engine) as connection:
        found = decided_by_others(connection, rules_version, batch)
        spoken_of = {delivery.id for delivery in found if decide(delivery.event)}
        reopen_unmapped(connection, spoken_of, now())
        leave_unmapped(connection, {each.id for each in found} - spoken_of, rules_version)
    if spoken_of:
        logger.info("%d deliveries without a rule have one now; applying them", len(spoken_of))
    return len(found) < batch
