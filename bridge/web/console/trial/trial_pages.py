"""Try it: what would happen and why; or a delivery sent as a test, to watch it arrive.

A buyer's address comes in forms' bodies alone, so that no address of a page and no log holds it.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for

from bridge.explain.products.item_rules import ItemRules
from bridge.explain.trial.answer import Answer
from bridge.explain.trial.answer_words import access_changes, entries_for_others, matched, missed
from bridge.explain.trial.change_there import changes_there
from bridge.explain.trial.trial_sale import EVENTS, TrialSale, answer_to, of_her_order
from bridge.explain.upcoming import upcoming_words
from bridge.model import Kind
from bridge.model.text import join_and
from bridge.reconcile.intake import set_aside
from bridge.rules import Rules
from bridge.store.figures.sales import sales
from bridge.web.console.shell.replies import confirm_first, say, to
from bridge.web.console.trial.trial_form import Mistyped, sale_of
from bridge.web.installation import Installation

logger = logging.getLogger(__name__)

_MOST_ITEMS = 200  # that are offered while one types
_LOOKED_AT = 50  # deliveries of hers, to see whether she is a real buyer
_SENT = "The test was stored. What becomes of it is shown here."
_LATER = f"{_SENT} The workers cannot be told at once, so it may take a minute."
_AGAIN = "The bridge had this very delivery already."
_NO_RULES = "There are no rules that can be used yet; see Rules."


class TrialPages:
    def __init__(self, here: Installation) -> None:
        self._here = here

    def add_to(self, routes: Blueprint) -> None:
        routes.add_url_rule("/try", "try_it", self.form)
        routes.add_url_rule("/try", "tried", self.answer, methods=["POST"])
        routes.add_url_rule("/try/send", "send_test", self.send, methods=["POST"])
        routes.add_url_rule("/try/send", "send_test_anew", lambda: to(url_for(".try_it")))

    def form(self) -> str | Response:
        """An item may come in the address: other pages lead here with one."""
        rules = self._here.rules()
        if rules is None:
            return say(200, "No rules yet", _NO_RULES)
        asked = {name: request.args.get(name, "") for name in ("what", "item", "plan")}
        return self._page(rules, {"what": "purchase", **{k: v for k, v in asked.items() if v}})

    def answer(self) -> str | Response:
        rules = self._here.rules()
        if rules is None:
            return say(200, "No rules yet", _NO_RULES)
        try:
            mode = "test" if request.form.get("mode") == "test" else "live"
            tried = self._tried(mode)
        except Mistyped as wrong:
            return make_response(self._page(rules, request.form, problems=wrong.problems), 400)
        here, now = self._here, datetime.now(UTC)
        told = answer_to(here.engine, here.library, rules, tried, now)
        return self._page(rules, request.form, told, made_up=not tried.plan)

    def send(self) -> str | Response:
        rules = self._here.rules()
        if rules is None:
            return say(200, "No rules yet", _NO_RULES)
        try:
            tried = self._tried("test")
        except Mistyped as wrong:
            return make_response(self._page(rules, request.form, problems=wrong.problems), 400)
        if request.form.get("sure") != "yes" and self._is_somebody(tried.email):
            return self._ask(rules, tried)
        return self._sent(of_her_order(self._here.engine, tried))

    def _tried(self, mode: str) -> TrialSale:
        """As it was typed; without a pricing option, with the one that was sold last. Raises
        Mistyped."""
        tried = sale_of(request.form, mode)
        if tried.plan:
            return tried
        sold = (item for each in sales(self._here.engine) for item in each.items)
        known = (item.plan for item in sold if item.key == tried.item and item.plan)
        return replace(tried, plan=next(known, ""))

    def _sent(self, tried: TrialSale) -> Response:
        """As the webhook does with what the cart posts."""
        here, now = self._here, datetime.now(UTC)
        kept = here.record.keep(tried.sent(now, here.config.thrivecart_secret), now)
        logger.info("delivery %d is a test that was sent from the console", kept.id)
        flash(_AGAIN if kept.duplicate else _SENT if here.signal([kept.id]) else _LATER)
        return to(url_for(".delivery", id_=kept.id))

    def _is_somebody(self, email: str) -> bool:
        """Whether deliveries that are no tests have come of whoever has the address, or had it."""
        hers = self._here.record.latest(_LOOKED_AT, email.lower())
        return len(hers) == _LOOKED_AT or any(each.event.mode == "live" for each in hers)

    def _ask(self, rules: Rules, tried: TrialSale) -> Response:
        places = join_and(there.called for there in changes_there(self._answer(rules, tried)))
        return confirm_first(
            "This is a real buyer",
            [
                f"{tried.email} has bought for real. A test is really done to that contact in "
                f"{places}: what the rules say to a {tried.what} of {tried.item}.",
                "To try the rules, take an address of your own instead.",
            ],
            action=url_for(".send_test"),
            button="Send it to her all the same",
            back=url_for(".try_it", item=tried.item),
            fields={**_fields(request.form), "sure": "yes"},
        )

    def _answer(self, rules: Rules, tried: TrialSale) -> Answer:
        here = self._here
        return answer_to(here.engine, here.library, rules, tried, datetime.now(UTC))

    def _page(
        self,
        rules: Rules,
        typed: Mapping[str, str],
        told: Answer | None = None,
        problems: Mapping[str, str] | None = None,
        *,
        made_up: bool = False,
    ) -> str:
        return render_template(
            "trial/try.html",
            events=EVENTS,
            typed=_fields(typed),
            items=self._items(rules),
            destinations=[each.vendor for each in rules.destinations],
            ignores_tests=rules.test_events == "ignore",
            problems=problems or {},
            told=_shown(rules, told) if told else None,
            made_up=made_up,
        )

    def _items(self, rules: Rules) -> dict[str, str]:
        """What may be typed, with its name where one is known."""
        names = {item.key: item.name for each in sales(self._here.engine) for item in each.items}
        named = (item for rule in rules.rules for item in rule.items)
        plain = {item: "" for item in named if item[-1:].isdigit() and ":" not in item}
        return dict([*(plain | names).items()][:_MOST_ITEMS])


def _fields(typed: Mapping[str, str]) -> dict[str, str]:
    names = ("what", "item", "plan", "email", "mode", "amount", "currency", "coupon", "order")
    return {name: typed.get(name, "") for name in names}


def _shown(rules: Rules, told: Answer) -> dict[str, object]:
    """The answer as the page shows it."""
    event = told.event
    lacking = [item for item in event.items if ItemRules(rules).is_unmapped(item)]
    return {
        "event": event,
        "known": told.known is not None,
        "aside": set_aside(event),
        "matched": _by_rule(told),
        "order": _order(told),
        "missed": missed(told),
        "others": entries_for_others(told),
        "access": access_changes(told),
        "there": changes_there(told),
        "coming": dict.fromkeys((each.at, upcoming_words(each)) for each in told.coming),
        "lacking": lacking,
    }


def _by_rule(told: Answer) -> list[tuple[tuple[str, int], list[str]]]:
    """Each rule that matches, with its line, and all that it does."""
    does: dict[tuple[str, int], list[str]] = {}
    for each in matched(told):
        does.setdefault((each.rule, each.line), []).append(each.does)
    return [*does.items()]


def _order(told: Answer) -> str:
    """Whether the event is of an order that is known here."""
    number = told.event.order_id
    known = told.known.household.facts if told.known else ()
    if any(fact.event.order_id == number for fact in known):
        return f"of her order {number}"
    return "a new order" if told.event.kind is Kind.PURCHASE else "of an order that is not known"
