"""The whole set-up, whatever is away or wrong."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bridge.explain.readiness.checklist import Checklist, checklist
from bridge.explain.readiness.step import ReadinessStep, Stand, StepGroup
from bridge.queue import jobs
from bridge.sandbox.servers import free_port
from bridge.store import rulebooks
from bridge.store.engine import engine_for
from tests.cli.shop import RULES, Shop
from tests.web.test_installation import installation

NEEDED = ["address", "ping", "secret", "key-activecampaign", "names-activecampaign", "postgres",
          "redis", "worker", "rules", "first-tag"]  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rules.yaml"
    path.write_text(RULES)
    return path


def looked_over(engine: Engine, redis_url: str, file: Path) -> Checklist:
    return checklist(installation(engine, redis_url, file), datetime.now(UTC))


def test_every_step_is_there_in_its_group(engine: Engine, redis_url: str, file: Path) -> None:
    found = looked_over(engine, redis_url, file)
    assert [each.id for each in found.needed] == NEEDED
    assert [group for group, _ in found.groups] == [*StepGroup]
    assert not found.is_done


def test_accounts_whose_settings_are_wrong_are_not_asked(
    engine: Engine, redis_url: str, file: Path
) -> None:
    assert looked_over(engine, redis_url, file).due == []


def test_it_is_done_when_all_that_is_needed_is() -> None:
    done = ReadinessStep("x", StepGroup.CART, "T", "Do", Stand.DONE, "")
    optional = ReadinessStep("y", StepGroup.OPTIONAL, "T", "Do", Stand.UNDONE, "")
    undone = ReadinessStep("z", StepGroup.CART, "T", "Do", Stand.UNDONE, "")
    assert Checklist([done, optional]).is_done
    both = Checklist([done, undone])
    assert (both.is_done, both.done) == (False, 1)


def test_while_postgres_and_redis_are_away_each_step_is_a_sentence(
    redis_url: str, file: Path, tmp_path: Path
) -> None:
    engine = engine_for(f"postgresql://nobody@/nothing?host={tmp_path}")
    found = looked_over(engine, redis_url, file)
    assert all(each.sentence for each in found.steps)
    stands = {each.id: each.stand for each in found.steps}
    assert stands["postgres"] is Stand.UNDONE
    assert {stands[each] for each in ("ping", "secret", "first-tag")} == {Stand.UNKNOWN}
    assert found.due == []


def test_while_redis_is_away_workers_are_not_known(engine: Engine, file: Path) -> None:
    found = looked_over(engine, f"redis://127.0.0.1:{free_port()}", file)
    stands = {each.id: each.stand for each in found.steps}
    assert (stands["redis"], stands["worker"]) == (Stand.UNDONE, Stand.UNKNOWN)


def test_without_rules_it_says_that_accounts_are_not_known(
    engine: Engine, redis_url: str, tmp_path: Path
) -> None:
    found = looked_over(engine, redis_url, tmp_path / "absent.yaml")
    assert found.rules is None
    assert "accounts" in {each.id for each in found.steps}


def test_what_is_published_counts_and_workers_are_seen(
    engine: Engine, redis_url: str, file: Path
) -> None:
    Shop(engine).publish()
    jobs.Signals(jobs.redis_for(redis_url)).beat()
    done = {each.id for each in looked_over(engine, redis_url, file).steps if each.is_done}
    assert {"postgres", "redis", "worker", "rules"} <= done


def test_of_rules_that_cannot_be_read_no_account_is_asked(
    engine: Engine, redis_url: str, file: Path
) -> None:
    """The file's are not those that count."""
    rulebooks.publish_file(engine, ("of: a later release\n", "1", "x"), datetime.now(UTC))
    found = looked_over(engine, redis_url, file)
    assert (found.rules, found.due) == (None, [])
    assert "accounts" in {each.id for each in found.steps}
    said = {each.id: each.sentence for each in found.steps}
    assert said["rules"] == "Version 1 counts, and this release cannot read it."
