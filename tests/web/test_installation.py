"""What pages work with: the rules that count, and accounts that are called from a page."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bridge.explain.buyer import Buyers
from bridge.explain.patient_store import Record
from bridge.explain.rules_file import RulesNow
from bridge.model import Sort
from bridge.model.errors import ConfigError
from bridge.queue import jobs
from bridge.reconcile.library import Library
from bridge.rules import file as rulesfile
from bridge.sandbox.accounts import account_with
from bridge.settings import Settings
from bridge.store import rulebooks
from bridge.web.installation import Installation

RULES = "crm: activecampaign\nrules:\n  - {name: Buyers, when: purchase, add: Gold}\n"


def installation(engine: Engine, redis_url: str, file: Path, **environment: str) -> Installation:
    library = Library(rulesfile.parse)
    redis = jobs.redis_for(redis_url)
    signals = jobs.Signals(redis)
    return Installation(
        Settings(), engine, Record(engine, Buyers(engine, library)), library, RulesNow(file), redis,
        signals.send_all, signals.send_place, signals.workers, environment,
    )  # fmt: skip


def test_the_rules_are_the_stores_and_the_files_before_any(
    engine: Engine, redis_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "rules.yaml"
    here = installation(engine, redis_url, file)
    assert here.rules() is None
    file.write_text(RULES)
    found = here.rules()
    assert found
    assert [rule.name for rule in found.rules] == ["Buyers"]
    newer = RULES.replace("Buyers", "Everybody")
    rulebooks.publish_file(engine, (newer, "1", "rules.yaml"), datetime.now(UTC))
    found = here.rules()
    assert found
    assert [rule.name for rule in found.rules] == ["Everybody"]
    assert here.rules() is found  # read once


def test_rules_that_another_release_wrote_are_none(
    engine: Engine, redis_url: str, tmp_path: Path
) -> None:
    rulebooks.publish_file(engine, ("crm: nobody\n", "1", "rules.yaml"), datetime.now(UTC))
    assert installation(engine, redis_url, tmp_path / "none.yaml").rules() is None


def test_an_account_is_called_with_its_settings(
    engine: Engine, redis_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(RULES)
    with account_with("activecampaign", [(Sort.TAG, "Gold")]) as account:
        here = installation(engine, redis_url, file, **account.environment)
        assert here.account("activecampaign").check(["Gold"]).missing == ()


def test_without_them_it_says_which_are_missing(
    engine: Engine, redis_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(RULES)
    here = installation(engine, redis_url, file)
    with pytest.raises(ConfigError, match="ACTIVECAMPAIGN_KEY"):
        here.account("activecampaign")
    with pytest.raises(ConfigError, match="The rules name no destination 'nobody'"):
        here.account("nobody")


def test_nothing_of_the_environment_stands_in_its_repr(
    engine: Engine, redis_url: str, tmp_path: Path
) -> None:
    here = installation(engine, redis_url, tmp_path / "none", SECRET="hush")
    assert "hush" not in repr(here)
