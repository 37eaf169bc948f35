"""Every promise is asked of both folds."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

import pytest

from tests.entitlements.naive.fold import NaiveState
from tests.entitlements.shop import ANN, Fold, Story, by_naive, by_product, moment


class Seen(Protocol):
    """What one fold finds for a story at a moment (a number is days since the beginning)."""

    def __call__(self, story: Story, at: float | datetime, email: str = ANN) -> NaiveState: ...


@pytest.fixture(params=[by_naive, by_product], ids=["naive", "product"])
def which(request: pytest.FixtureRequest) -> Fold:
    found: Fold = request.param
    return found


@pytest.fixture
def seen(which: Fold) -> Callable[..., NaiveState]:
    def ask(story: Story, at: float | datetime, email: str = ANN) -> NaiveState:
        when = moment(at)
        facts = [fact for fact in story.facts if (fact.event.occurred_at or when) <= when]
        return which(facts, lambda _: story.rules, when)[email]

    return ask
