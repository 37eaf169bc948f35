"""A draft of the rules on its way: its plan being worked out, what it comes to, and publishing."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for

from bridge.explain.plans.draft_plan import behind
from bridge.explain.rulebook.line_difference import line_difference
from bridge.explain.rulebook.rule_changes import rule_changes
from bridge.model.errors import BridgeError
from bridge.model.text import counted
from bridge.reconcile.publishing.checked_rules import look_over
from bridge.reconcile.publishing.publisher import Publisher
from bridge.reconcile.redecision import MOST_TAKEN_UP
from bridge.reconcile.rollout import PlanChanged
from bridge.store import rollouts
from bridge.store.publishing.drafts import Draft, Drafts, DraftState
from bridge.store.publishing.people_behind import people_behind
from bridge.web.console.rulebook.editor_page import SWITCHED_OFF
from bridge.web.console.rulebook.plan_threads import begin_plan
from bridge.web.console.rulebook.standing_rules import (
    LARGEST_NUMBER,
    StandingRules,
    published_rules,
    standing_rules,
)
from bridge.web.console.rulebook.typed_text import typed_note, typed_number
from bridge.web.console.shell import sessions
from bridge.web.console.shell.replies import say, to, unknown
from bridge.web.installation import Installation

COMES, EVERYBODY = "comes", "everybody"
_ONE = f"/rules/drafts/<int(max={LARGEST_NUMBER}):id_>"
_AGAIN = (
    "Meanwhile something came that changes the plan, so it is worked out anew. Nothing was done."
)
_PUBLISHED = {
    COMES: "Version {} is published. It counts for what comes from now on.",
    EVERYBODY: "Version {} is published. Everybody is brought to it now.",
}
_TAKEN_UP = "It also counts for {} who bought what no rule spoke of until now."


class DraftPages:
    def __init__(self, here: Installation) -> None:
        self._here = here
        self._drafts = Drafts(here.engine)
        on = here.config.publishes_in_console
        self._publisher = Publisher(here.engine, here.library, in_console=on)

    def add_to(self, routes: Blueprint) -> None:
        routes.add_url_rule(_ONE, "rules_draft", self.draft)
        for name in ("publish", "plan", "drop"):
            view = getattr(self, name)
            routes.add_url_rule(f"{_ONE}/{name}", f"rules_draft_{name}", view, methods=["POST"])

    def draft(self, id_: int) -> Response:
        found = self._drafts.find(id_)
        return self._page(found) if found else unknown()

    def plan(self, id_: int) -> Response:
        """Once more."""
        if self._drafts.find(id_) is None:
            return unknown()
        return self._planned_again(id_)

    def drop(self, id_: int) -> Response:
        self._drafts.drop(id_)
        flash("The draft is thrown away. Nothing was published of it.")
        return to(url_for(".rules"))

    def publish(self, id_: int) -> Response:
        draft = self._drafts.find(id_)
        if draft is None:
            return unknown()
        if not self._here.config.publishes_in_console:
            return say(403, "Rules are not changed here", SWITCHED_OFF)
        how = request.form.get("how", "")
        if draft.state is DraftState.PUBLISHED or how not in _PUBLISHED:
            return to(url_for(".rules_draft", id_=id_))
        try:
            number = self._published(draft, how)
        except PlanChanged:
            flash(_AGAIN)
            return self._planned_again(id_)
        except BridgeError as error:
            return self._page(draft, str(error), status=409)
        flash(_PUBLISHED[how].format(number))
        if how == COMES and (taken := _taken_up(draft)):
            flash(_TAKEN_UP.format(counted(taken, "person")))
        return to(url_for(".rules_version", number=number))

    def _planned_again(self, id_: int) -> Response:
        self._drafts.ask_again(id_)
        begin_plan(self._here, id_)
        return to(url_for(".rules_draft", id_=id_))

    def _published(self, draft: Draft, how: str) -> int:
        who, note = sessions.who(), typed_note(request.form.get("note", ""))
        if how == EVERYBODY:
            people = typed_number(request.form.get("people", ""))
            return self._publisher.publish_for_everybody(
                draft.id, who=who, note=note, people=people
            )
        return self._publisher.publish(
            draft.text, draft.name, draft.base, who=who, note=note, draft_id=draft.id
        )

    def _page(self, draft: Draft, problem: str = "", status: int = 200) -> Response:
        if draft.state is DraftState.PUBLISHED:
            return to(url_for(".rules_version", number=draft.result["publication"]))
        if draft.is_left:
            begin_plan(self._here, draft.id)
        told = self._told(draft) if draft.state is DraftState.PLANNED else {}
        on = self._here.config.publishes_in_console
        page = render_template(
            "rulebook/draft.html", draft=draft, problem=problem, on=on,
            waits=draft.state in (DraftState.WRITTEN, DraftState.PLANNING),
            note=typed_note(request.form.get("note", draft.note)), switched_off=SWITCHED_OFF,
            **told,
        )  # fmt: skip
        return make_response(page, status)

    def _told(self, draft: Draft) -> dict[str, object]:
        """What of its plan, and of what differs, the page shows."""
        counts = standing_rules(self._here)
        base = counts if counts and counts.number == draft.base else self._version(draft.base)
        looked = look_over(draft.text, draft.name)
        before = base.rules if base else None
        return {
            "counts": counts,
            "base": base,
            "result": draft.result,
            "names": self._names(draft.result),
            "taken": _taken_up(draft),
            "most_taken": MOST_TAKEN_UP,
            "changes": rule_changes(before, looked.rules) if looked.rules else None,
            "rows": line_difference(base.book.text if base else "", draft.text),
            "meanwhile": _meanwhile(base, counts),
            "warnings": looked.warnings,
            "brought": [each.publication for each in rollouts.unfinished(self._here.engine)],
        }

    def _names(self, result: Mapping[str, Any]) -> dict[int, str]:
        """Of those who stand behind its numbers."""
        return people_behind(self._here.engine, behind(result))

    def _version(self, number: int | None) -> StandingRules | None:
        with self._here.engine.connect() as connection:
            return published_rules(self._here, connection, number) if number else None


def _taken_up(draft: Draft) -> int:
    """How many it changes also where it is for what comes."""
    return int(draft.result.get("taken_up", {}).get("number", 0))


def _meanwhile(base: StandingRules | None, counts: StandingRules | None) -> object:
    """What was published since, as the lines that differ; None where nothing was."""
    if counts is None or (base and base.number == counts.number):
        return None
    return line_difference(base.book.text if base else "", counts.book.text)
