"""What a look into an account found is known until the next one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from bridge.model import Sort
from bridge.store.readiness import account_looks
from bridge.store.readiness.account_looks import AccountLook

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
LOOK = AccountLook("shop", NOON, "v1", missing=((Sort.TAG, "Gold", "Golden"),))


def test_the_newest_counts(engine: Engine) -> None:
    account_looks.keep(engine, LOOK)
    newer = replace(LOOK, at=NOON + timedelta(seconds=1), missing=(), problem="It is away.")
    account_looks.keep(engine, newer)
    account_looks.keep(engine, LOOK)  # which began first, and ended last
    account_looks.keep(engine, replace(LOOK, destination="school"))
    assert account_looks.looks(engine) == {
        "shop": newer,
        "school": replace(LOOK, destination="school"),
    }
