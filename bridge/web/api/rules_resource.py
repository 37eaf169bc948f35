"""The rules for programs: those that count, and every version with who published it."""

from flask import Blueprint, Response

from bridge.explain.as_json.json_values import picked
from bridge.explain.publishing.version_list import RulesVersion, versions
from bridge.store import rulebooks
from bridge.web.api.api import NoSuchThing, reply
from bridge.web.api.query import number_of
from bridge.web.installation import Installation

_LARGEST = 2**31 - 1  # that the column holds


class RulesResource:
    def __init__(self, here: Installation) -> None:
        self._here = here

    def add_to(self, routes: Blueprint) -> None:
        routes.add_url_rule("/rules", "rules", self.rules)
        routes.add_url_rule("/rules/versions", "rules_versions", self.versions)

    def rules(self) -> Response:
        """Those that decide what comes, with their text."""
        with self._here.engine.connect() as connection:
            newest = rulebooks.newest(connection)
            if newest is None:
                raise NoSuchThing
            book = rulebooks.read(connection, newest.number)
        return reply(picked(book, "number", "version", "name", "source", "who", "note", "since",
                            "text"))  # fmt: skip

    def versions(self) -> Response:
        """Newest first."""
        limit = number_of("limit", most=200, otherwise=50)
        before = number_of("before", most=_LARGEST, otherwise=0) or None
        with self._here.engine.connect() as connection:
            found = versions(connection, limit, before)
        return reply({
            "versions": [*map(_version, found)],
            "next_before": found[-1].number if len(found) == limit else None,
        })  # fmt: skip


def _version(each: RulesVersion) -> dict[str, object]:
    told = picked(each.book, "number", "version", "name", "source", "who", "note", "since",
                  "takes_back")  # fmt: skip
    return told | picked(each, "stands", "counts", "taken_back_by", "rollout_words")
