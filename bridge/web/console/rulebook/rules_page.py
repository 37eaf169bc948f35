"""The file that counts, line by line, with what each part does and how often it did."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response, make_response, render_template

from bridge.explain import publication
from bridge.explain.publishing.version_list import RulesVersion, under_way
from bridge.explain.rulebook.card_matches import CardMatches, card_matches
from bridge.explain.rulebook.passages import passages
from bridge.explain.rulebook.rule_cards import RuleCard, cards_of
from bridge.store.figures.rule_matches import first_came, is_counted, rule_matches
from bridge.store.publishing.drafts import Drafts, DraftState
from bridge.web.console.rulebook.editor_page import SWITCHED_OFF
from bridge.web.console.rulebook.standing_rules import standing_rules
from bridge.web.installation import Installation

_DRAFTS = 5  # newest that are shown
_EARLY = timedelta(days=7)  # from the first delivery on, a rule that never matched is no surprise


class RulesPage:
    def __init__(self, here: Installation) -> None:
        self._here = here
        self._drafts = Drafts(here.engine)

    def add_to(self, routes: Blueprint) -> None:
        routes.add_url_rule("/rules", "rules", self.rules)

    def rules(self) -> Response:
        counts = standing_rules(self._here)
        cards = cards_of(counts.rules) if counts and counts.rules else []
        came = first_came(self._here.engine)
        path, engine = self._here.config.rules_file, self._here.engine
        page = render_template(
            "rulebook/rules.html",
            counts=counts,
            passages=passages(counts.book.text, cards) if counts else (),
            refused=publication.contradiction(engine, path),
            under_way=self._under_way(),
            behind=publication.behind(engine, path),
            matches=self._matches(cards) if came else {},
            came=came,
            is_early=came is None or came > datetime.now(UTC) - _EARLY,
            on=self._here.config.publishes_in_console,
            switched_off=SWITCHED_OFF,
            drafts=[
                each
                for each in self._drafts.latest(_DRAFTS)
                if each.state is not DraftState.PUBLISHED
            ],
        )
        return make_response(page)

    def _under_way(self) -> list[RulesVersion]:
        """What people are being brought to."""
        with self._here.engine.connect() as connection:
            return under_way(connection)

    def _matches(self, cards: Iterable[RuleCard]) -> dict[tuple[str, str], CardMatches]:
        """By the cards' keys; empty until all that came was counted once."""
        engine, today = self._here.engine, datetime.now(UTC).date()
        if not is_counted(engine, today):
            return {}
        known = rule_matches(engine, today)
        return {each.key: card_matches(each, known) for each in cards}
