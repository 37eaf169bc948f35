"""GET /metrics: figures for Prometheus, by the token that programs show.

They are read when they are asked for, from what all processes share, so that it does not matter
which one answers; the counters begin anew when the record is emptied, as Prometheus expects.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, make_response
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from bridge.model.errors import NotStored
from bridge.store.delivery import State
from bridge.store.figures.call_counts import call_counts
from bridge.store.figures.hours import totals
from bridge.web.api.bearer import Bearer
from bridge.web.installation import Installation


class Metrics:
    """`queued` gives how many signals wait in Redis, None while it does not answer."""

    def __init__(
        self, here: Installation, bearer: Bearer, queued: Callable[[], int | None]
    ) -> None:
        self._here = here
        self._bearer = bearer
        self._queued = queued

    def add_to(self, app: Flask) -> None:
        app.add_url_rule("/metrics", "metrics", self.metrics)

    def metrics(self) -> Response:
        if refusal := self._bearer.refusal():
            return refusal
        registry = CollectorRegistry()
        registry.register(_Figures(self._here, self._queued))
        answer = make_response(generate_latest(registry))
        answer.headers["Content-Type"] = CONTENT_TYPE_LATEST
        answer.headers["Cache-Control"] = "no-store"
        return answer


class _Figures(Collector):
    def __init__(self, here: Installation, queued: Callable[[], int | None]) -> None:
        self._here = here
        self._queued = queued

    def describe(self) -> list[Any]:
        """Nothing before it is asked: registering alone reads no store."""
        return []

    def collect(self) -> Iterator[Any]:
        yield from self._of_processes()
        try:
            found = [*self._of_deliveries(), *self._of_destinations()]
        except (SQLAlchemyError, NotStored):
            yield _gauge("bridge_postgres_up", "Postgres answers", 0)
            return
        yield _gauge("bridge_postgres_up", "Postgres answers", 1)
        yield from found

    def _of_processes(self) -> Iterator[Any]:
        workers, queued = self._here.workers(), self._queued()
        yield _gauge("bridge_redis_up", "Redis answers", workers.redis)
        yield _gauge("bridge_workers_up", "A worker was seen in the last half minute", workers.seen)
        if queued is not None:
            yield _gauge("bridge_queue_depth", "Signals that no worker has taken yet", queued)

    def _of_deliveries(self) -> Iterator[Any]:
        now = datetime.now(UTC)
        family = GaugeMetricFamily(
            "bridge_deliveries", "Deliveries on the record, by how they stand", labels=["outcome"]
        )
        counted = totals(self._here.engine, now)
        for state in State:
            family.add_metric([str(state)], counted.get(state, 0))
        yield family
        oldest = self._here.record.standing(now).oldest_waiting
        yield _gauge(
            "bridge_oldest_unsynced_seconds",
            "For how long the delivery waits that should have been worked on first",
            oldest or 0,
        )

    def _of_destinations(self) -> Iterator[Any]:
        now, labels = datetime.now(UTC), ["destination"]
        calls = CounterMetricFamily("bridge_calls", "Calls to a destination", labels=labels)
        over = CounterMetricFamily(
            "bridge_calls_over_limit", "Calls that a destination answered with 429", labels=labels
        )
        for name, counted in call_counts(self._here.engine, now).items():
            calls.add_metric([name], counted.total)
            over.add_metric([name], counted.over_limit)
        up = GaugeMetricFamily(
            "bridge_destination_up", "A destination is neither paused nor silent", labels=labels
        )
        for each in self._here.record.destinations():
            up.add_metric([each.name], float(not each.rests))
        yield from (calls, over, up)


def _gauge(name: str, about: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, about, value=float(value))
