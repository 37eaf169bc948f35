"""Looks into the accounts, and names made there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bridge.model import Sort
from bridge.rules import file as rulesfile
from bridge.sandbox.accounts import account_with
from bridge.sandbox.stand_in import StandIn
from bridge.store.readiness import account_looks
from bridge.web.console.setup.account_visits import AccountVisits
from tests.rules.vendors_by_sorts import FULL, called
from tests.web.test_installation import installation

TEXT = f"crm: {FULL}\nmemberships:\n  Gold: {{items: product-12, style: plain}}\n"
RULES = rulesfile.parse(TEXT)
(HERE,) = RULES.destinations


@pytest.fixture
def account() -> Iterator[StandIn]:
    with account_with(FULL, [(Sort.TAG, "Silver")]) as running:
        yield running


@pytest.fixture
def visits(engine: Engine, redis_url: str, account: StandIn, tmp_path: Path) -> AccountVisits:
    file = tmp_path / "rules.yaml"
    file.write_text(TEXT)
    return AccountVisits(installation(engine, redis_url, file, **account.environment))


def test_what_an_account_lacks_is_kept_until_the_next_look(
    visits: AccountVisits, engine: Engine
) -> None:
    visits.look([HERE], RULES)
    assert [name for _, name, _ in account_looks.looks(engine)[FULL].missing] == ["Gold"]


def test_a_name_that_was_made_is_there_at_once(visits: AccountVisits, engine: Engine) -> None:
    visits.look([HERE], RULES)
    assert visits.make([(Sort.TAG, "Gold")], HERE, RULES) == f"'Gold' was made in {called(FULL)}."
    assert account_looks.looks(engine)[FULL].missing == ()
    # A second click makes no second one.
    visits.make([(Sort.TAG, "Gold")], HERE, RULES)
    assert account_looks.looks(engine)[FULL].missing == ()


def test_several_are_counted(visits: AccountVisits) -> None:
    names = [(Sort.TAG, "Gold"), (Sort.TAG, "Bronze")]
    assert visits.make(names, HERE, RULES) == f"2 names were made in {called(FULL)}."


def test_an_account_that_refuses_says_why_and_nothing_was_made(
    visits: AccountVisits, account: StandIn, engine: Engine
) -> None:
    account.conditions.refuse_key = True
    told = visits.make([(Sort.TAG, "Gold")], HERE, RULES)
    assert "made" not in told
    assert "403" in told
    assert account_looks.looks(engine)[FULL].problem
