"""What waits for a person, for programs: the oldest first."""

from datetime import UTC, datetime

from flask import Blueprint, Response

from bridge.explain.as_json.json_values import picked
from bridge.explain.troubles.need import Need
from bridge.explain.troubles.needs import Needs
from bridge.web.api.api import reply
from bridge.web.installation import Installation


class NeedResource:
    def __init__(self, here: Installation) -> None:
        self._needs = Needs(here.engine, here.library, here.file_rules, lambda: here.workers())

    def add_to(self, routes: Blueprint) -> None:
        routes.add_url_rule("/needs", "needs", self.needs)

    def needs(self) -> Response:
        """Good news is an empty list."""
        return reply({"needs": [*map(_need, self._needs.now(datetime.now(UTC)))]})


def _need(each: Need) -> dict[str, object]:
    told = picked(each, "key", "kind", "since", "people", "many", "sentence", "what_to_do")
    action = picked(each.action, "remedy", "label", "target") if each.action else None
    return told | {"action": action}
