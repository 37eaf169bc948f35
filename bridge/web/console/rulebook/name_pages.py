"""Whether the accounts have what rules name: before they are published, where it can be made at a
click, and right after."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for

from bridge.destinations import registry
from bridge.explain.publishing.names_there import MissingThere, NamesThere, look_up_new
from bridge.explain.readiness.account_steps import lacking_names, makes_itself
from bridge.explain.readiness.step import LackingName
from bridge.reconcile.publishing.checked_rules import look_over
from bridge.rules import Rules
from bridge.store.publishing.drafts import Draft, Drafts, DraftState
from bridge.store.readiness import account_looks
from bridge.store.rulebooks import Rulebook
from bridge.web.console.rulebook.standing_rules import (
    LARGEST_NUMBER,
    StandingRules,
    standing_rules,
)
from bridge.web.console.setup.account_visits import AccountVisits
from bridge.web.console.setup.making_question import making_question
from bridge.web.console.shell.replies import NotAPage, to, unknown
from bridge.web.installation import Installation

_DRAFT = f"/rules/drafts/<int(max={LARGEST_NUMBER}):id_>/names"
_VERSION = f"/rules/versions/<int(max={LARGEST_NUMBER}):number>/names"
_FRESH = timedelta(hours=1)  # so long the accounts are asked once more where it is looked at
_TOUCHES_NOBODY = "Nobody gets it by that: these rules are not published yet."


class NamePages:
    def __init__(self, here: Installation) -> None:
        self._here = here
        self._drafts = Drafts(here.engine)
        self._visits = AccountVisits(here)

    def add_to(self, routes: Blueprint) -> None:
        routes.add_url_rule(_DRAFT, "rules_draft_names", self.of_draft)
        routes.add_url_rule(_DRAFT, "rules_draft_make", self.make, methods=["POST"])
        routes.add_url_rule(_VERSION, "rules_version_names", self.of_version)

    def of_draft(self, id_: int) -> Response:
        """Asks the accounts for what the rules name anew; the plan's page takes the answer in."""
        draft, _, found = self._found(id_)
        return make_response(render_template("rulebook/names.html", draft=draft, found=found))

    def make(self, id_: int) -> Response:
        """One name that an account lacks, or all but what looks like a slip; asks first."""
        _, counts, found = self._found(id_)
        wanted = [*_wanted(found)]
        names = [(each.sort, each.name) for each in wanted]
        back = url_for(".rules_draft", id_=id_)
        if not wanted or counts is None or counts.rules is None:
            flash("There is nothing left to make.")
            return to(back)
        if request.form.get("sure") != "yes":
            return making_question(
                names, wanted[0].destination, _TOUCHES_NOBODY,
                action=url_for(".rules_draft_make", id_=id_), back=back,
            )  # fmt: skip
        flash(self._visits.make(names, wanted[0].destination, counts.rules))
        return to(back)

    def of_version(self, number: int) -> Response:
        """Looks into each account, so that Set-up and Needs you know of what it lacks, too."""
        counts = standing_rules(self._here)
        if counts is None or counts.number != number or counts.rules is None:
            return unknown()
        self._visits.look(counts.rules.destinations, counts.rules)
        page = render_template(
            "rulebook/version_names.html", number=number, lacking=[*self._lacking(counts.rules)]
        )
        return make_response(page)

    def _found(self, id_: int) -> tuple[Draft, StandingRules | None, NamesThere]:
        """Raises NotAPage."""
        draft, counts = self._drafts.find(id_), standing_rules(self._here)
        rules = look_over(draft.text, draft.name).rules if draft else None
        if draft is None or rules is None or draft.state is DraftState.PUBLISHED:
            raise NotAPage
        before = counts.rules if counts else None
        return draft, counts, look_up_new(rules, before, self._here.account)

    def _lacking(self, rules: Rules) -> Iterator[tuple[str, list[LackingName]]]:
        """What each account lacks that somebody has to make, or why that is not known."""
        looks = account_looks.looks(self._here.engine)
        for each in rules.destinations:
            look = looks.get(each.name)
            lacking = [*lacking_names(look, each, rules)] if look else []
            if lacking and not makes_itself(lacking, rules):
                yield registry.label(each), lacking


def are_asked_for(book: Rulebook) -> bool:
    """Whether whoever looks at a version that counts is told at once what the accounts lack."""
    return datetime.now(UTC) - book.since < _FRESH


def _wanted(found: NamesThere) -> Iterator[MissingThere]:
    """What the form names at its destination, or all there that can be made and are no slip."""
    asked = request.form.get("name"), request.form.get("sort")
    for each in found.missing:
        one = asked == (each.name, str(each.sort))
        is_meant = one or (not asked[0] and not each.nearest)
        if is_meant and each.can_be_made and each.destination.name == request.form["destination"]:
            yield each
