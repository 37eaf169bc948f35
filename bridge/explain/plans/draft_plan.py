"""The plan of a draft, worked out beside other work: noted in the store now and then, and for good.

What is kept of people are their numbers: whoever is forgotten leaves nothing in it.
"""

import logging
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bridge.explain.by_hand.holder import NO_RULES
from bridge.explain.plans.whole_plan import WholePlan
from bridge.explain.tag_reasons import rule_of
from bridge.model import Sort
from bridge.model.errors import BridgeError
from bridge.reconcile.library import Library, NoRules
from bridge.reconcile.planning import Counted, plan
from bridge.reconcile.publishing.checked_rules import checked_rules
from bridge.reconcile.rollout import Rollouts
from bridge.store import households
from bridge.store.publishing.drafts import Draft, Drafts, person_numbers

logger = logging.getLogger(__name__)

_EVERY = 1.0  # second, between two words of how far it is
_FAILED = "The plan could not be worked out ({}). Try it again; the receiver's log may say more."


class _Lost(Exception):
    """Somebody else plans it by now."""


def plan_draft(engine: Engine, library: Library, draft_id: int, every: float = _EVERY) -> bool:
    """Work out what the draft would change, and keep it with the draft. False where there is none,
    or somebody else is at it."""
    drafts = Drafts(engine)
    claim, draft = drafts.claim(draft_id), drafts.find(draft_id)
    if claim is None or draft is None:
        return False
    progress = _Progress(drafts, draft_id, claim, households.count(engine), every)
    try:
        whole = _planned(engine, library, draft, progress)
        numbers = person_numbers(engine, whole.addresses)
        progress.finish(plan_result(whole, numbers), whole.summary.hashes)
    except _Lost:
        return False
    except NoRules:
        progress.fail(NO_RULES)
    except BridgeError as error:
        progress.fail(str(error))
    except Exception as error:  # a thread's end that nobody sees is no answer to who waits
        logger.exception("draft %d could not be planned", draft_id)
        with suppress(SQLAlchemyError):
            progress.fail(_FAILED.format(type(error).__name__))
    return True


class _Progress:
    """Told again when `every` seconds went by. Raises _Lost."""

    def __init__(self, drafts: Drafts, id_: int, claim: Any, of: int, every: float) -> None:
        self._drafts, self._id, self._claim, self._of = drafts, id_, claim, of
        self._every, self._next = every, 0.0

    def tell(self, done: int) -> None:
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + self._every
        self._claim = self._drafts.note(self._id, self._claim, done, self._of)
        if self._claim is None:
            raise _Lost

    def finish(self, result: Mapping[str, Any], hashes: Mapping[int, int]) -> None:
        if not self._drafts.finish(self._id, self._claim, result, hashes):
            raise _Lost

    def fail(self, problem: str) -> None:
        self._drafts.fail(self._id, self._claim, problem)


def _planned(engine: Engine, library: Library, draft: Draft, progress: _Progress) -> WholePlan:
    rules = checked_rules(draft.text, draft.name)
    whole = WholePlan(rules, Rollouts(engine, library).has_applied(rules))
    progress.tell(0)
    for planned in plan(engine, library, rules, whole.summary, progress.tell):
        whole.add(planned)
    return whole


def plan_result(whole: WholePlan, numbers: Mapping[str, int]) -> dict[str, Any]:
    """As JSON; `numbers` are those of people, by their addresses."""
    summary = whole.summary
    return {
        "rules": whole.rules.name,
        "version": whole.rules.version,
        "publication": summary.publication,
        "since": summary.since.isoformat() if summary.since else "",
        "looked_at": summary.looked_at,
        "would_change": summary.people,
        "would_lose_access": summary.losing,
        "is_large": summary.is_large,
        "has_applied": whole.has_applied,
        "access": [
            {"membership": name, "opens": opens, **_counted(counted, numbers)}
            for name, opens, counted in whole.turns()
        ],
        "groups": [
            {
                "sort": change.sort,
                "name": change.name,
                "gains": change.gains,
                "is_set": change.sort is Sort.FIELD,
                "destination": change.destination,
                "what": what,
                "rule": rule_of(change.because),
                "line": change.because.line,
                "because": why,
                **_counted(counted, numbers),
            }
            for what, why, change, counted in whole.ranked()
        ],
        "gained": [[sort, name] for sort, name in whole.gained],
        "taken_up": _counted(summary.taken_up, numbers),
        "waiting": _counted(summary.waiting, numbers),
    }


def behind(result: Mapping[str, Any]) -> set[int]:
    """The numbers of those who are named in it."""
    groups = [*result["access"], *result["groups"]]
    groups += [result[each] for each in ("taken_up", "waiting") if each in result]
    return {each["person"] for group in groups for each in group["people"]} - {None}


def _counted(counted: Counted, numbers: Mapping[str, int]) -> dict[str, Any]:
    people = [
        {"person": numbers.get(address), "household": household}
        for household, address in counted.first
    ]
    return {"number": counted.number, "people": people}
