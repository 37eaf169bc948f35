"""The first page: how the bridge is, at a glance, and what came over time."""

from collections.abc import Sequence
from datetime import UTC, datetime

from flask import Blueprint, Response, render_template, request, url_for

from bridge.explain.destination_standing import accounts_of
from bridge.explain.health import outcome_series
from bridge.explain.health.destination_health import DestinationHealth, destination_healths
from bridge.explain.health.glance import glance
from bridge.explain.readiness.fresh import is_fresh
from bridge.explain.troubles.needs import Needs
from bridge.store.figures import hours
from bridge.store.figures.call_counts import call_counts
from bridge.store.figures.hours import Hour
from bridge.web.console.overview.chart import HEIGHT, WIDTH, columns
from bridge.web.console.shell.replies import to
from bridge.web.installation import Installation

_SHOWN = 3  # of what needs somebody


class HomePage:
    def __init__(self, here: Installation) -> None:
        self._here = here
        self._needs = Needs(here.engine, here.library, here.file_rules, lambda: here.workers())

    def add_to(self, routes: Blueprint) -> None:
        routes.add_url_rule("", "home", self.home, strict_slashes=False)

    def home(self) -> str | Response:
        """Before anything was received, the set-up. `?days=30` is the chart of a month."""
        if is_fresh(self._here.engine):
            return to(url_for(".set_up"))
        now, by_day = datetime.now(UTC), request.args.get("days") == "30"
        needs = self._needs.now(now)
        came = self._came(now, by_day=by_day)
        series = (outcome_series.by_day if by_day else outcome_series.by_hour)(came, now)
        return render_template(
            "overview/home.html",
            seen=glance(self._here.engine, now, came),
            workers=self._here.workers(),
            needs=needs[:_SHOWN],
            more=len(needs) - _SHOWN,
            destinations=self._destinations(now),
            series=series,
            columns=[*columns(series, by_day=by_day)],
            by_day=by_day,
            size=(WIDTH, HEIGHT),
        )

    def _came(self, now: datetime, *, by_day: bool) -> Sequence[Hour]:
        starts = outcome_series.day_starts if by_day else outcome_series.hour_starts
        return hours.counted_from(self._here.engine, starts(now), now)

    def _destinations(self, now: datetime) -> Sequence[DestinationHealth]:
        rules = self._here.rules()
        if rules is None:
            return ()
        known = accounts_of(self._here.engine, self._here.library)
        calls = call_counts(self._here.engine, now)
        environment = self._here.environment
        return [*destination_healths(rules.destinations, known, calls, environment, now)]
