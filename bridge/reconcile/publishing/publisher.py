"""Rules published without a deploy: by the console, and by `bridge rules push`.

What is published is in the store with the transaction that says so, and the workers ask the store
for the newest with each thing they decide: from then on they go by it. Either it is for what comes,
or everybody is brought to it; then the transaction holds the rollout, too, and the workers carry it
out. Whoever is killed in between has done all of it or nothing.
"""

from datetime import datetime

from sqlalchemy import Connection, Engine

from bridge.model.errors import BridgeError
from bridge.reconcile.household import now_of
from bridge.reconcile.library import Library, NoRules
from bridge.reconcile.planning import Summary
from bridge.reconcile.publishing.checked_rules import checked_rules
from bridge.reconcile.publishing.refusals import (
    BasedOnOlder,
    NothingToPublish,
    NumberWanted,
    PublishingIsOff,
    raise_if_others,
)
from bridge.reconcile.rollout import Rollouts
from bridge.rules import Rules
from bridge.store import rulebooks
from bridge.store.engine import transaction
from bridge.store.publishing.drafts import Draft, Drafts, DraftState, note_published
from bridge.store.rulebooks import Rulebook

_NO_PLAN = "This draft has no plan yet, so nothing was done. Look at its plan first."


class Publisher:
    """Every method raises BridgeError with words for people, and then nothing was done.
    `in_console` is False where the console publishes nothing."""

    def __init__(self, engine: Engine, library: Library, *, in_console: bool = True) -> None:
        self._engine = engine
        self._library = library
        self._rollouts = Rollouts(engine, library)
        self._in_console = in_console

    def publish(
        self,
        text: str,
        name: str,
        base: int | None,
        source: str = rulebooks.CONSOLE,
        *,
        who: str = "",
        note: str = "",
        draft_id: int | None = None,
    ) -> int:
        """For what comes from now on; gives the number. `base` is the newest publication that stood
        when the text was begun. The draft with that id is done with."""
        self._raise_if_off(source)
        rules = checked_rules(text, name)
        return self.publish_rules(rules, base, source, who=who, note=note, draft_id=draft_id)

    def publish_rules(
        self,
        rules: Rules,
        base: int | None,
        source: str = rulebooks.CONSOLE,
        *,
        who: str = "",
        note: str = "",
        draft_id: int | None = None,
    ) -> int:
        """The same of rules that were looked over."""
        self._raise_if_off(source)
        with transaction(self._engine) as connection:
            rulebooks.keep_others_out(connection)
            self._raise_if_in_the_way(connection, rules, base)
            _raise_if_same(connection, rules)
            published = (rules.text, rules.version, rules.name)
            at = now_of(connection)
            number = rulebooks.publish(connection, published, source, at, who=who, note=note)
            if draft_id is not None:
                note_published(connection, draft_id, number)
        return number

    def publish_for_everybody(
        self, draft_id: int, *, who: str = "", note: str = "", people: int | None = None
    ) -> int:
        """Exactly the plan of the draft. `people` is its number, said where it is large. Raises
        PlanChanged where it would be another plan by now."""
        self._raise_if_off(rulebooks.CONSOLE)
        draft = Drafts(self._engine).find(draft_id)
        if draft is None or draft.state is not DraftState.PLANNED:
            raise BridgeError(_NO_PLAN)
        planned = self._summary(draft)
        if planned.is_large and people != planned.people:
            raise NumberWanted(planned.people, planned.losing)
        return self.apply(
            checked_rules(draft.text, draft.name), planned, draft.base,
            who=who, note=note or draft.note, draft_id=draft_id,
        )  # fmt: skip

    def apply(
        self,
        rules: Rules,
        planned: Summary,
        base: int | None,
        source: str = rulebooks.CONSOLE,
        *,
        who: str = "",
        note: str = "",
        draft_id: int | None = None,
    ) -> int:
        """The same with a plan that is at hand."""
        self._raise_if_off(source)
        does_nothing = not planned.people and self._rollouts.has_applied(rules)
        with transaction(self._engine) as connection:
            rulebooks.keep_others_out(connection)
            self._raise_if_in_the_way(connection, rules, base)
            if does_nothing:
                _raise_if_same(connection, rules)
            number = self._rollouts.apply_within(
                connection, rules, planned, source, who=who, note=note
            )
            if draft_id is not None:
                note_published(connection, draft_id, number)
        return number

    def undo(self, number: int, *, who: str = "", note: str = "") -> int:
        """As `bridge undo`; gives the new publication. Raises NotUndoable."""
        self._raise_if_off(rulebooks.CONSOLE)
        self._rollouts.undoable_one(number)  # raises
        left = self._rollouts.without(number)
        with self._engine.connect() as connection:
            _, now = self._library.newest(connection)
            then = self._library.rules(connection, left.number)
        raise_if_others(now.destinations, then.destinations)
        return self._rollouts.undo(number, who=who, note=note)

    def _raise_if_off(self, source: str) -> None:
        if source == rulebooks.CONSOLE and not self._in_console:
            raise PublishingIsOff

    def _raise_if_in_the_way(self, connection: Connection, rules: Rules, base: int | None) -> None:
        """Something that others did, or that the running workers cannot do. The caller lets nobody
        publish meanwhile."""
        try:
            number, now = self._library.newest(connection)
        except NoRules:
            return
        if number != base:
            raise BasedOnOlder(_since(connection, base or 0))
        raise_if_others(now.destinations, rules.destinations)

    def _summary(self, draft: Draft) -> Summary:
        """The plan as it was looked at."""
        told = draft.result
        return Summary(
            rules=draft.text,
            people=told["would_change"],
            looked_at=told["looked_at"],
            losing=told["would_lose_access"],
            since=datetime.fromisoformat(told["since"]),
            publication=told["publication"],
            _hashes=Drafts(self._engine).hashes(draft.id),
        )


def _raise_if_same(connection: Connection, rules: Rules) -> None:
    newest = rulebooks.newest(connection)
    if newest and rulebooks.read(connection, newest.number).text == rules.text:
        raise NothingToPublish(newest.number)


def _since(connection: Connection, base: int) -> list[Rulebook]:
    """What is otherwise than when that one was the newest that stood, oldest first."""
    stands = {each.number for each in rulebooks.standing(connection)}
    later = rulebooks.later_than(connection, base)
    return [e for e in later if e.number in stands or (e.takes_back and e.takes_back <= base)]
