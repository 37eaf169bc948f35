"""Looks what a contact has before other rules' decisions are told for the first time.

An undo takes back what that telling changed. What the CRM answers to it does not say so much: a
worker may be killed before it heard the answer, and finds everything done when it tries again.
"""

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import Engine

from bridge.crms import Crm
from bridge.model import OUR_OWN, Sort
from bridge.results import WAS, change_from
from bridge.store.delivery import Delivery
from bridge.store.engine import transaction
from bridge.store.settling import mark_looked_at
from bridge.working.task import Task

_SEEN = (Sort.TAG, Sort.LIST)


class Looking:
    def __init__(self, engine: Engine, crm: Crm) -> None:
        self._engine = engine
        self._crm = crm

    def look(self, task: Task) -> Task:
        """Keep, of each target that the bridge's own deliveries are about, whether the contact had
        it; once for each delivery, committed before this returns. Raises as the CRM does."""
        fresh = [each for each in task.deliveries if _is_fresh(each)]
        if not fresh:
            return task
        names = dict.fromkeys(name for each in fresh for name in _names(each))
        there = self._crm.look(task.plan.contact, names, task.memory)
        looked = {each.id: _looked_at(each, there) for each in fresh}
        with transaction(self._engine) as connection:
            for each in looked.values():
                mark_looked_at(connection, each.id, each.changes)
        return replace(task, deliveries=[looked.get(each.id, each) for each in task.deliveries])


def _is_fresh(delivery: Delivery) -> bool:
    ours = delivery.event.kind in OUR_OWN
    return ours and not any(WAS in told for told in delivery.changes)


def _names(delivery: Delivery) -> Iterator[tuple[Sort, str]]:
    for told in delivery.changes:
        change = change_from(told, delivery.event.stamp)
        sort = change.sort or change.action.sort
        if sort in _SEEN:
            yield sort, change.tag


def _looked_at(delivery: Delivery, there: frozenset[str]) -> Delivery:
    stamp = delivery.event.stamp
    changes = [{**told, WAS: change_from(told, stamp).target in there} for told in delivery.changes]
    return replace(delivery, changes=changes)
