"""What was published: the list, each version with what it changed, and taking one back."""

from collections.abc import Mapping

from flask import Blueprint, Response, flash, make_response, render_template, url_for

from bridge.explain.plans.draft_plan import behind
from bridge.explain.publishing.version_list import RulesVersion, versions
from bridge.explain.rulebook.line_difference import line_difference
from bridge.explain.rulebook.undo_question import UndoQuestion, undo_question
from bridge.model.errors import BridgeError
from bridge.reconcile.publishing.publisher import Publisher
from bridge.reconcile.rollout import NotUndoable
from bridge.store import rulebooks
from bridge.store.publishing.changed_people import Untold
from bridge.store.publishing.drafts import person_numbers
from bridge.store.publishing.people_behind import people_behind
from bridge.web.console.rulebook.editor_page import SWITCHED_OFF
from bridge.web.console.rulebook.name_pages import are_asked_for
from bridge.web.console.rulebook.standing_rules import LARGEST_NUMBER, published_rules
from bridge.web.console.shell import sessions
from bridge.web.console.shell.replies import say, to, unknown
from bridge.web.installation import Installation

_SHOWN = 100  # versions of the list
_ONE = f"/rules/versions/<int(max={LARGEST_NUMBER}):number>"
_NAMED = 20  # people of a number
_UNDONE = (
    "Version {} is taken back: version {} counts. Everybody is brought to where she is without it."
)


class VersionPages:
    def __init__(self, here: Installation) -> None:
        self._here = here
        on = here.config.publishes_in_console
        self._publisher = Publisher(here.engine, here.library, in_console=on)

    def add_to(self, routes: Blueprint) -> None:
        routes.add_url_rule("/rules/history", "rules_history", self.history)
        routes.add_url_rule(_ONE, "rules_version", self.version)
        routes.add_url_rule(f"{_ONE}/undo", "rules_undo", self.undo)
        routes.add_url_rule(f"{_ONE}/undo", "rules_undo_now", self.undo_now, methods=["POST"])

    def history(self) -> str:
        """Newest first."""
        with self._here.engine.connect() as connection:
            listed = versions(connection, _SHOWN)
        return render_template("rulebook/history.html", versions=listed, most=_SHOWN)

    def version(self, number: int) -> Response:
        with self._here.engine.connect() as connection:
            found = published_rules(self._here, connection, number)
            listed = versions(connection, 2, before=number + 1)
            if found is None:
                return unknown()
            before = listed[1].number if len(listed) > 1 else None
            old = rulebooks.read(connection, before).text if before else ""
        page = render_template(
            "rulebook/version.html", version=listed[0], before=before, text=found.book.text,
            rows=line_difference(old, found.book.text), workers=self._here.workers(),
            on=self._here.config.publishes_in_console, names=self._names(listed[0].untold),
            asks=listed[0].counts and are_asked_for(listed[0].book),
        )  # fmt: skip
        return make_response(page)

    def _names(self, untold: Untold) -> Mapping[str, tuple[int, str]]:
        """The numbers and names of the first of them, by their addresses."""
        some = [*untold.needs[:_NAMED], *untold.waits[:_NAMED]]
        numbers = person_numbers(self._here.engine, some) if some else {}
        names = people_behind(self._here.engine, {*numbers.values()})
        return {each: (id_, names[id_]) for each, id_ in numbers.items() if id_ in names}

    def undo(self, number: int) -> Response:
        """Asks first."""
        if not self._here.config.publishes_in_console:
            return say(403, "Rules are not changed here", SWITCHED_OFF)
        try:
            question = undo_question(self._here.engine, self._here.library, number)
        except BridgeError as error:
            return self._cannot(number, error)
        return make_response(self._asked(question))

    def undo_now(self, number: int) -> Response:
        if not self._here.config.publishes_in_console:
            return say(403, "Rules are not changed here", SWITCHED_OFF)
        try:
            fresh = self._publisher.undo(number, who=sessions.who())
        except BridgeError as error:
            return self._cannot(number, error)
        flash(_UNDONE.format(number, self._counts()))
        return to(url_for(".rules_version", number=fresh))

    def _counts(self) -> int:
        with self._here.engine.connect() as connection:
            newest = rulebooks.newest(connection)
        return newest.number if newest else 0

    def _cannot(self, number: int, error: BridgeError) -> Response:
        """Also where somebody else was first."""
        title, text = f"Version {number} cannot be taken back", str(error)
        with self._here.engine.connect() as connection:
            found = next(iter(versions(connection, 1, before=number + 1)), None)
        if found is None or found.number != number:
            return unknown()
        if isinstance(error, NotUndoable):
            text = _why_not(found)
        return say(409, title, text)

    def _asked(self, question: UndoQuestion) -> str:
        names = people_behind(self._here.engine, behind(question.result))
        return render_template(
            "rulebook/undo.html", question=question, result=question.result, names=names
        )


def _why_not(version: RulesVersion) -> str:
    if version.taken_back_by:
        return f"It was taken back already, by version {version.taken_back_by}."
    if version.book.takes_back:
        return (
            f"All it does is take back version {version.book.takes_back}. To have those rules "
            "again, publish that version again."
        )
    return "It is the first one: there is nothing before it."
