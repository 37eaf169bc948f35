"""How much longer everything takes in a store of a million deliveries than in an empty one."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from app import create_app
from benchmarks.crowd import RULES, Account, Bridge, email_of, events_of, fill
from benchmarks.table import Row
from bridge.queue import jobs
from bridge.reconcile.library import Library
from bridge.reconcile.planning import Summary, plan
from bridge.rules import file as rulesfile
from bridge.sandbox.servers import Servers
from bridge.settings import Settings
from bridge.store.engine import engine_for
from bridge.store.schema.revision import migrate

_PEOPLE = 100  # who are lived through for real, with five deliveries each
_BOUND = 2.0
_PASSWORD = "made up for a measurement"  # noqa: S105 # of a console that nobody reaches
_COMMANDS = (("unmapped",), ("events",), ("events", "--state", "failed"), ("show", email_of(7)),
             ("upcoming",))  # fmt: skip
_PAGES = {
    "healthz": "/healthz",
    "healthz?strict": "/healthz?strict",
    "Home": "/console",
    "Home, 30 days": "/console?days=30",
    "Needs you": "/console/needs-you",
    "People": "/console/people",
    "a person's page": "/console/people/{person}",
    "Activity": "/console/activity",
    "Activity: failed": "/console/activity?outcome=failed",
    "Activity: sold without a rule": "/console/activity?outcome=sold+without+a+rule",
    "Activity: refunds of an item": "/console/activity?event=refund&item=product-3",
    "a delivery's page": "/console/deliveries/{id}",
    "Products": "/console/products",
    "Rules": "/console/rules",
    "Try it": "/console/try",
    "Set-up": "/console/set-up",
    "metrics": "/metrics",
    "api: needs": "/api/needs",
    "api: deliveries": "/api/deliveries",
}
_SEARCHES = {
    "People: part of a name": "yer7",
    "People: a whole name": "bea buyer",
    "People: a beginning": "co",
    "People: what all have": "example.com",
    "People: letters that nobody has": "xyz",
    "People: single letters": "e x a m p l e",
    "People: a sign": "%",
    "People: signs": "%%%",
    "People: an address": email_of(7),
    "People: an order": "10007q0q",
}


@dataclass(frozen=True)
class _Store:
    """One store, and a bridge on it."""

    engine: Engine
    url: str
    redis_url: str
    rules: Path
    bridge: Bridge

    def attempts(self) -> dict[str, tuple[int, Callable[[], object]]]:
        """What is measured, how often."""
        new = iter(list(islice(events_of(range(10_000_000, 10_000_100)), 0, 500, 5)))
        later = iter([replace(each, key=f"later {each.key}") for each in events_of([7])])
        known = self.bridge.keep(next(new))
        self.bridge.take_in(known)
        client = self._browser()
        person = self._person()
        asked = {
            name: (15, partial(_got, client, page.format(id=known, person=person)))
            for name, page in _PAGES.items()
        } | {name: (15, partial(_found, client, words)) for name, words in _SEARCHES.items()}
        said = {
            f"bridge {' '.join(words[: 1 if words[0] == 'show' else 9])}": (
                5,
                partial(self._run, words),
            )
            for words in _COMMANDS
        }
        return {
            "acknowledge, the store's part": (40, lambda: self.bridge.keep(next(new))),
            "take in and bring about, somebody new": (30, lambda: self._worked(next(new))),
            "the same, somebody known": (5, lambda: self._worked(next(later))),
            **asked,
            **said,
            "plan until ten change": (3, self._plan),
        }

    def _worked(self, event: object) -> None:
        self.bridge.take_in(self.bridge.keep(event))  # type: ignore[arg-type] # an event

    def _browser(self) -> FlaskClient:
        config = Settings(
            database_url=self.url, redis_url=self.redis_url, thrivecart_secret="MADEUP",  # noqa: S106 # made up
            console_password=_PASSWORD, console_token=_PASSWORD, rules_file=self.rules,
        )  # fmt: skip
        jobs.Signals(jobs.redis_for(self.redis_url)).beat()
        client = create_app(config, {}).test_client()
        form = {"csrf_token": _token(client, "/console/log-in"), "password": _PASSWORD}
        client.post("/console/log-in", data=form)
        return client

    def _person(self) -> int:
        with self.engine.connect() as connection:
            known = connection.execute(text("SELECT id FROM people WHERE address = :address"),
                                       {"address": email_of(7)})  # fmt: skip
            return int(known.scalar_one())

    def _run(self, command: tuple[str, ...]) -> None:
        settings = os.environ | {
            "DATABASE_URL": self.url, "REDIS_URL": self.redis_url, "RULES_FILE": str(self.rules),
        }  # fmt: skip
        done = subprocess.run(  # noqa: S603 # our own command
            [sys.executable, "-m", "bridge", *command],
            env=settings,
            capture_output=True,
            check=False,
        )
        if done.returncode not in (0, 1):
            raise RuntimeError(done.stderr.decode())

    def _plan(self) -> None:
        """Of ten people one changes."""
        rules = rulesfile.parse(RULES.replace("Level 1:", "Level One:"))
        library = Library(rulesfile.parse)
        list(islice(plan(self.engine, library, rules, Summary()), 10))


def growth(servers: Servers, folder: Path, times: int = 2_000) -> Iterator[Row]:
    """Of each the median: in a store of a thousand deliveries, so that every list is full, and in
    one with so many times five hundred, of a hundred people each time."""
    small, large = (_store(servers, folder, name) for name in ("small", "large"))
    fill(small.engine, 200)
    fill(large.engine, _PEOPLE, times)
    fulls = large.attempts()
    for what, (count, attempt) in small.attempts().items():
        empty, full = _medians(count, attempt, fulls[what][1])
        measured = f"{empty * 1e3:.1f} → {full * 1e3:.1f} ms ({full / empty:.2f})"
        yield what, measured, f"{_BOUND:.1f} with {times * _PEOPLE * 5:,} deliveries"
    for each in (small, large):
        each.engine.dispose()


def _store(servers: Servers, folder: Path, name: str) -> _Store:
    url = servers.database_url(f"bench_growth_{name}")
    engine = engine_for(url)
    migrate(engine)
    rules = folder / "growth.yaml"
    rules.write_text(RULES)
    return _Store(engine, url, servers.redis_url(), rules, Bridge(engine, Account()))


def _got(client: FlaskClient, address: str) -> None:
    answer = client.get(address, headers={"Authorization": f"Bearer {_PASSWORD}"})
    somebody_must_act = 503 if "strict" in address else 200
    if answer.status_code not in (200, somebody_must_act):
        raise RuntimeError(f"{address}: {answer.status_code}")


def _found(client: FlaskClient, words: str) -> None:
    form = {"csrf_token": _token(client, "/console/people"), "words": words}
    answer = client.post("/console/people", data=form)
    if answer.status_code not in (200, 303):
        raise RuntimeError(f"{words}: {answer.status_code}")


def _token(client: FlaskClient, address: str) -> str:
    page = client.get(address).get_data(as_text=True)
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]


def _medians(count: int, *attempts: Callable[[], object]) -> list[float]:
    """In turn, so that whatever else the machine does falls upon all of them."""
    took: list[list[float]] = [[] for _ in attempts]
    for _ in range(count):
        for attempt, seconds in zip(attempts, took, strict=True):
            started = time.perf_counter()
            attempt()
            seconds.append(time.perf_counter() - started)
    return [statistics.median(seconds[1:]) for seconds in took]
