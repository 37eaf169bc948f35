"""Set-up: the checklist, the look into the accounts, and names made there at a click."""

from collections.abc import Iterator
from datetime import UTC, datetime

from flask import Blueprint, Response, flash, render_template, request, url_for

from bridge.destinations import registry
from bridge.explain.readiness.account_question import names_beside, names_of
from bridge.explain.readiness.account_steps import EXAMPLES_NAMES
from bridge.explain.readiness.checklist import Checklist, checklist
from bridge.model import Destination, Sort, target_key
from bridge.model.text import join_and
from bridge.rules import Rules
from bridge.rules.shipped_example import is_shipped_example
from bridge.sources.thrivecart.source import ThriveCart
from bridge.store.readiness import account_looks
from bridge.web.console.setup.account_visits import AccountVisits
from bridge.web.console.setup.making_question import making_question
from bridge.web.console.setup.own_address import own_address
from bridge.web.console.shell.replies import NotAPage, to
from bridge.web.installation import Installation

_MOST = 100  # names that one click makes
_TOUCHES_NOBODY = "Who waits for it is told then; nobody else is touched by that."


class SetUpPages:
    def __init__(self, here: Installation) -> None:
        self._here = here
        self._visits = AccountVisits(here)

    def add_to(self, routes: Blueprint) -> None:
        routes.add_url_rule("/set-up", "set_up", self.set_up, strict_slashes=False)
        routes.add_url_rule("/set-up/steps", "set_up_steps", self.steps)
        routes.add_url_rule("/set-up/look", "set_up_look", self.look, methods=["POST"])
        routes.add_url_rule("/set-up/make", "set_up_make", self.make, methods=["POST"])

    def set_up(self) -> str:
        """Nobody outside is asked; the page asks for `steps` by itself."""
        return self._shown(self._checklist())

    def steps(self) -> str:
        """The same, after a look into each account for which it is time."""
        known = self._checklist()
        if known.rules and known.due:
            self._visits.look(known.due, known.rules)
            known = self._checklist()
        return self._shown(known)

    def look(self) -> Response:
        """Into every account, now."""
        if rules := self._rules():
            self._visits.look(rules.destinations, rules)
            called = join_and(registry.label(each) for each in rules.destinations)
            flash(
                f"{called} was asked." if len(rules.destinations) == 1 else f"{called} were asked."
            )
        return to(url_for(".set_up"))

    def make(self) -> Response:
        """One name that an account lacks, or all that it lacks and can make; asks first."""
        destination, rules = self._named()
        if request.form.get("from") and request.form.get("sure") != "yes":
            self._visits.look([destination], rules)  # that page knows of it by a refusal
        names = [*self._wanted(destination, rules)][:_MOST]
        if not names:
            flash("There is nothing left to make.")
            return to(_back())
        if request.form.get("sure") != "yes":
            return _question(names, destination, rules)
        flash(self._visits.make(names, destination, rules))
        return to(_back())

    def _named(self) -> tuple[Destination, Rules]:
        """The destination of the form. Raises NotAPage."""
        rules = self._rules()
        for each in rules.destinations if rules else ():
            if rules and each.name == request.form.get("destination"):
                return each, rules
        raise NotAPage

    def _wanted(self, destination: Destination, rules: Rules) -> Iterator[tuple[Sort, str]]:
        """What the last look found missing and a click can make: the one that the form names, with
        what its membership needs beside it where somebody waits for that; or all. What looks like
        a slip is made where it is named alone, and nothing else ever."""
        asked = request.form.get("name"), request.form.get("sort")
        makes = registry.vendors()[destination.vendor].makes
        named = {target_key(*each) for each in names_of(rules, destination)}
        beside = self._beside(rules) if request.form.get("from") else set()
        found = account_looks.looks(self._here.engine).get(destination.name)
        for sort, name, near in found.missing if found else ():
            one, key = asked == (name, str(sort)), target_key(sort, name)
            is_meant = one or (not near and (not asked[0] or key in beside))
            if is_meant and sort in makes and key in named:
                yield sort, name

    @staticmethod
    def _beside(rules: Rules) -> set[str]:
        sort, name = request.form.get("sort", ""), request.form.get("name", "")
        return names_beside(Sort(sort), name, rules) if sort in [*Sort] else set()

    def _rules(self) -> Rules | None:
        return self._checklist().rules

    def _checklist(self) -> Checklist:
        return checklist(self._here, datetime.now(UTC))

    def _shown(self, known: Checklist) -> str:
        address = own_address(request, ThriveCart.name, self._here.config.proxy_hops)
        is_live = not known.is_done or bool(known.due)
        return render_template("setup/set_up.html", known=known, webhook=address, is_live=is_live)


def _back() -> str:
    return url_for(".needs_you" if request.form.get("from") == "needs" else ".set_up")


def _question(names: list[tuple[Sort, str]], destination: Destination, rules: Rules) -> Response:
    name = request.form.get("name", "")
    told = [EXAMPLES_NAMES] if is_shipped_example(rules) else []
    if name and len(names) > 1:
        told.append(f"The membership that needs '{name}' needs all of these.")
    return making_question(
        names, destination, _TOUCHES_NOBODY,
        action=url_for(".set_up_make"), back=_back(), before=told,
    )  # fmt: skip
