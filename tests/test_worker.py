"""What is done between looks at the workers: heartbeat, sweep, rollouts, a look at tags."""

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from redis import Redis
from sqlalchemy import Engine, text

from bridge.destinations.rate import RedisPace
from bridge.model.errors import ConfigError, NotStored
from bridge.queue import jobs
from bridge.queue.chores import Chores
from bridge.queue.sweeper import MOST
from bridge.reconcile.library import Library
from bridge.reconcile.publishing.publisher import Publisher
from bridge.reconcile.rollout import Rollouts
from bridge.rules import Rules
from bridge.rules import file as rulesfile
from bridge.sandbox.servers import Servers
from bridge.settings import Settings
from bridge.store import destinations, rulebooks, schema
from bridge.store.deliveries import Deliveries
from tests.fakes import ONE, accounts_of, event
from worker import Start, Timing, chores_for, pace_of, reconcilers_for, start_of, start_with

CRM = "activecampaign"
GOOD = "crm: activecampaign\nmemberships:\n  Gold:\n    items: product-12\n"
RULES = rulesfile.parse(GOOD, "rules.yaml")


def start_for(config: Settings, rules: Rules) -> Start:
    return Start(config, rules, accounts_of(rules.destinations, "http://127.0.0.1:9"))


@pytest.fixture
def chores(database_url: str, redis_url: str, engine: Engine) -> Iterator[Chores]:
    destinations.ensure(engine, CRM)
    config = Settings(database_url=database_url, redis_url=redis_url)
    made = chores_for(start_for(config, RULES), Timing(sweep_every=3600))
    yield made
    made.stop()


@pytest.fixture
def signals(redis_url: str) -> jobs.Signals:
    return jobs.Signals(jobs.redis_for(redis_url), silence=0)


def arrives(engine: Engine, key: str) -> int:
    return Deliveries(engine).keep(event(key=key), datetime.now(UTC)).id


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [
        record.getMessage() for record in caplog.records if record.name == "bridge.queue.chores"
    ]


def test_what_waited_before_the_workers_started_is_signalled_at_once(
    chores: Chores, signals: jobs.Signals, engine: Engine
) -> None:
    id_ = arrives(engine, "k1")
    chores.tick()
    assert signals.waiting() == {("delivery", id_)}
    assert signals.workers() == jobs.Workers(seen=True)


def test_what_redis_lost_is_signalled_at_once(
    chores: Chores, signals: jobs.Signals, engine: Engine, redis_url: str
) -> None:
    ids = {arrives(engine, f"k{number}") for number in range(3)}
    chores.tick()
    Redis.from_url(redis_url).flushall()
    assert signals.waiting() == set()
    chores.tick()
    assert signals.waiting() == {("delivery", id_) for id_ in ids}


def test_a_redis_that_comes_back_empty_gets_its_signals_again(
    chores: Chores,
    signals: jobs.Signals,
    engine: Engine,
    servers: Servers,
    caplog: pytest.LogCaptureFixture,
) -> None:
    chores.tick()
    id_ = arrives(engine, "k1")
    with caplog.at_level(logging.INFO):
        servers.kill_valkey()
        try:
            for _ in range(3):
                chores.tick()
        finally:
            servers.start_valkey()
        chores.tick()
    assert signals.waiting() == {("delivery", id_)}
    assert told(caplog) == [
        "Redis does not answer (ConnectionError), so what comes waits until it does",
        "Postgres and Redis answer; going on",
    ]


def test_while_postgres_is_away_workers_are_said_to_live_on(
    chores: Chores,
    signals: jobs.Signals,
    servers: Servers,
    caplog: pytest.LogCaptureFixture,
) -> None:
    servers._end_postgres("stop")
    try:
        with caplog.at_level(logging.INFO):
            chores.tick()
            chores.tick()
            assert signals.workers() == jobs.Workers(seen=True)
    finally:
        servers.start_postgres()
    assert told(caplog) == [
        "Postgres does not answer (OperationalError), so what comes waits until it does"
    ]


def test_before_the_first_migration_it_is_said_what_to_run(
    servers: Servers, redis_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    config = Settings(database_url=servers.database_url("bare"), redis_url=redis_url)
    chores_for(start_for(config, RULES), Timing()).tick()
    assert told(caplog) == ["The database has no tables of the bridge yet. Run: bridge migrate"]


def test_a_release_before_its_migration_waits_and_publishes_nothing(
    engine: Engine, redis_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with engine.connect() as connection:
        connection.execute(text("UPDATE bridge_version SET version_num = '0005'"))
    url = engine.url.render_as_string(hide_password=False)
    config = Settings(database_url=url, redis_url=redis_url)
    start, lacks = start_for(config, RULES), schema.lacking(engine)
    chores = chores_for(start, Timing())
    for _ in range(3):
        chores.tick()
    assert told(caplog) == [lacks]
    with pytest.raises(NotStored, match=re.escape(lacks)):
        start_with(engine, start)
    with engine.connect() as connection:
        assert rulebooks.all_of(connection) == []


class Quiet:
    """Signals and a sweeper that note when they were asked."""

    def __init__(self, *signalled: int) -> None:
        self.sweeps: list[bool] = []
        self.signalled = list(signalled)

    def beat(self, trouble: str = "") -> bool:
        return bool(trouble)

    def sweep(self, *, at_once: bool = False) -> int:
        self.sweeps.append(at_once)
        return self.signalled.pop(0) if self.signalled else 0


def test_a_rollout_is_carried_on_batch_by_batch_until_nothing_is_left() -> None:
    quiet, left, done = Quiet(), [True, True, False], 0

    def roll_out() -> bool:
        nonlocal done
        done += 1
        return left.pop(0)

    chores = Chores(quiet.beat, quiet.sweep, lambda: None, roll_out, sweep_every=3600)
    for _ in range(6):
        chores.tick()
    assert (done, left) == (3, [])


def test_what_is_too_old_is_forgotten_batch_by_batch_and_then_hourly() -> None:
    quiet, left = Quiet(), [500, 500, 20, 0, 7]
    chores = Chores(
        quiet.beat, quiet.sweep, lambda: None, lambda: False, lambda: left.pop(0), sweep_every=3600
    )
    for _ in range(8):
        chores.tick()
    assert left == [7]


def test_the_first_sweeps_take_nothing_for_granted_until_one_finds_less_than_its_bound() -> None:
    quiet = Quiet(MOST, MOST, 7)
    chores = Chores(quiet.beat, quiet.sweep, lambda: None, lambda: False, sweep_every=3600)
    for _ in range(6):
        chores.tick()
    assert quiet.sweeps == [True, True, True]


def test_the_rules_file_is_published_by_whoever_starts_and_once_for_all_workers(
    engine: Engine,
) -> None:
    rules = Rules(ONE, (), text="crm: activecampaign", version="v1", name="rules.yaml")
    for _ in range(2):
        start_with(engine, start_for(Settings(), rules))
    with engine.connect() as connection:
        [published] = rulebooks.all_of(connection)
    assert (published.number, published.version, published.name, published.source) == (
        1,
        "v1",
        "rules.yaml",
        "file",
    )
    assert [each.name for each in destinations.all_of(engine)] == [CRM]


@pytest.fixture
def environment(database_url: str, redis_url: str, tmp_path: Path) -> dict[str, str]:
    """With a rules file that has a mistake."""
    file = tmp_path / "rules.yaml"
    file.write_text(GOOD.replace("items", "itms"), encoding="utf-8")
    return {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "THRIVECART_SECRET": "MADEUP",
        "RULES_FILE": str(file),
        "ACTIVECAMPAIGN_URL": "http://127.0.0.1:9",
        "ACTIVECAMPAIGN_KEY": "MADEUPKEY",
    }


def test_a_rules_file_that_is_wrong_at_the_first_start_is_refused(
    environment: dict[str, str],
) -> None:
    with pytest.raises(ConfigError) as caught:
        start_of(environment)
    assert "line 4" in str(caught.value)


def test_with_a_wrong_rules_file_the_workers_go_on_with_the_last_good_one_and_say_so(
    environment: dict[str, str], engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    rulebooks.publish_file(engine, (GOOD, "v1", "rules.yaml"), datetime.now(UTC))
    start = start_of(environment)
    assert start.rules.text == GOOD
    assert start.trouble == (
        f"{environment['RULES_FILE']} cannot be used, so the workers go on with version 1 of "
        "the rules. Run `bridge check`, mend it and restart them."
    )
    assert start.trouble in caplog.text
    assert "line 4" in caplog.text
    start_with(engine, start)
    with engine.connect() as connection:
        assert [each.version for each in rulebooks.all_of(connection)] == ["v1"]
    signals = jobs.Signals(jobs.redis_for(environment["REDIS_URL"]), silence=0)
    assert signals.workers() == jobs.Workers(seen=False, trouble="")
    chores_for(start, Timing()).tick()
    assert signals.workers() == jobs.Workers(seen=True, trouble=start.trouble)


def test_a_wrong_rules_file_keeps_what_was_undone_undone(
    environment: dict[str, str], engine: Engine
) -> None:
    """Else the mended file would come back as something new."""
    newer = GOOD.replace("Gold", "Silver")
    for written in (GOOD, newer):
        rulebooks.publish_file(engine, (written, written[-30:], "rules.yaml"), datetime.now(UTC))
    Rollouts(engine, Library(rulesfile.parse)).undo(2)
    start = start_of(environment)
    assert start.rules.text == GOOD
    start_with(engine, start)
    mended = Rules(ONE, (), text=newer, version="v2", name="rules.yaml")
    start_with(engine, start_for(start.config, mended))
    with engine.connect() as connection:
        newest = rulebooks.newest(connection)
    assert newest is not None
    assert newest.number == 1


BY_CONSOLE = GOOD.replace("Gold", "Silver")


@pytest.fixture
def edited(environment: dict[str, str], engine: Engine) -> Path:
    """The first file, over which the console published another text since."""
    file = Path(environment["RULES_FILE"])
    file.write_text(GOOD, encoding="utf-8")
    rulebooks.publish_file(engine, (GOOD, "v1", "rules.yaml"), datetime.now(UTC))
    Publisher(engine, Library(rulesfile.parse)).publish(BY_CONSOLE, "rules.yaml", 1, who="Ann")
    return file


def counts(engine: Engine) -> tuple[int, int]:
    """How many were published, and which one counts."""
    with engine.connect() as connection:
        newest = rulebooks.newest(connection)
        return len(rulebooks.all_of(connection)), newest.number if newest else 0


@pytest.mark.usefixtures("edited")
def test_workers_that_start_again_go_on_with_what_the_console_published(
    environment: dict[str, str], engine: Engine
) -> None:
    start = start_of(environment)
    assert (start.rules.text, start.trouble) == (BY_CONSOLE, "")
    start_with(engine, start)
    assert counts(engine) == (2, 2)


def test_where_the_file_was_changed_too_they_go_on_with_the_consoles_and_say_so(
    environment: dict[str, str], engine: Engine, edited: Path, caplog: pytest.LogCaptureFixture
) -> None:
    edited.write_text(GOOD + "    style: plain\n", encoding="utf-8")
    start = start_of(environment)
    assert start.rules.text == BY_CONSOLE
    assert start.trouble == (
        f"{edited} and the console both changed the rules since version 1, so the workers go on "
        f"with the console's. Run `bridge rules pull`, and release what it makes of {edited}."
    )
    assert start.trouble in caplog.text
    start_with(engine, start)
    assert counts(engine) == (2, 2)


def test_a_file_with_both_changes_is_published_over_the_consoles(
    environment: dict[str, str], engine: Engine, edited: Path
) -> None:
    both = BY_CONSOLE + "    style: plain\n"
    edited.write_text(both, encoding="utf-8")
    start = start_of(environment)
    assert (start.rules.text, start.trouble) == (both, "")
    start_with(engine, start)
    assert counts(engine) == (3, 3)


TWO = "destinations: {shop: activecampaign, club: memberpress}\n" + GOOD.partition("\n")[2]


def test_the_workers_do_not_start_without_the_settings_of_every_destination(
    environment: dict[str, str],
) -> None:
    Path(environment["RULES_FILE"]).write_text(TWO, encoding="utf-8")
    for name in ("ACTIVECAMPAIGN_KEY", "REDIS_URL"):
        del environment[name]
    with pytest.raises(ConfigError) as caught:
        start_of(environment)
    assert [each.partition(" ")[0] for each in caught.value.problems[:4]] == [
        "REDIS_URL", "ACTIVECAMPAIGN_KEY", "CLUB_MEMBERPRESS_URL", "CLUB_MEMBERPRESS_KEY",
    ]  # fmt: skip


def test_mistakes_in_the_rules_and_missing_settings_are_told_at_once(
    environment: dict[str, str],
) -> None:
    del environment["ACTIVECAMPAIGN_KEY"]
    with pytest.raises(ConfigError) as caught:
        start_of(environment)
    told = str(caught.value)
    assert "line 4" in told
    assert "ACTIVECAMPAIGN_KEY is missing" in told


@pytest.fixture
def two(environment: dict[str, str]) -> Start:
    Path(environment["RULES_FILE"]).write_text(TWO, encoding="utf-8")
    site = {"MEMBERPRESS_URL": "https://club.example.com", "MEMBERPRESS_KEY": "MADEUPKEY"}
    return start_of(environment | site)


def paces(start: Start, redis_url: str) -> dict[str, RedisPace]:
    redis = jobs.redis_for(redis_url)
    return {name: pace_of(each, redis) for name, each in start.accounts.items()}


def test_each_destination_has_its_row_and_its_reconciler(
    two: Start, engine: Engine, redis_url: str
) -> None:
    start_with(engine, two)
    assert {each.name for each in destinations.all_of(engine)} == {"shop", "club"}
    made = reconcilers_for(two, engine, Library(rulesfile.parse), paces(two, redis_url), Timing())
    assert [*made] == ["shop", "club"]


def test_the_site_is_told_of_the_first_destination_that_has_tags(
    two: Start, engine: Engine, redis_url: str
) -> None:
    told = {"notify_url": "https://site.example.com/?aal_updateuser", "notify_key": "MADEUP"}
    both = replace(
        two,
        config=replace(two.config, **told),  # type: ignore[arg-type] # both are words
        accounts={name: two.accounts[name] for name in ("club", "shop")},
    )
    start_with(engine, both)
    made = reconcilers_for(both, engine, Library(rulesfile.parse), paces(two, redis_url), Timing())
    assert {name: each._notify is not None for name, each in made.items()} == {
        "club": False, "shop": True,
    }  # fmt: skip
