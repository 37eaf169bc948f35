from collections.abc import Iterator

import pytest

from bridge.model import Kind
from bridge.store.engine import engine_for
from tests.reconcile import site as a_site
from tests.reconcile.branches import THREE, Branches, rules_for
from tests.reconcile.site import SiteStage
from tests.reconcile.stage import BEA, CY, DI, GOLD, Stage
from tests.store.clock import DatabaseClock


@pytest.fixture
def clock(database_url: str) -> DatabaseClock:
    return DatabaseClock(database_url)


@pytest.fixture
def stage(clock: DatabaseClock) -> Iterator[Stage]:
    engine = engine_for(clock.url)
    yield Stage(engine)
    engine.dispose()


@pytest.fixture
def branches(clock: DatabaseClock) -> Iterator[Branches]:
    """Three destinations, and the rules that name them."""
    engine = engine_for(clock.url)
    made = Branches(engine)
    made.publish(rules_for(*THREE))
    yield made
    engine.dispose()


@pytest.fixture
def site(clock: DatabaseClock) -> Iterator[SiteStage]:
    """A site alone, where product-12 opens Gold."""
    engine = engine_for(clock.url)
    made = SiteStage(engine)
    made.publish(a_site.GOLD)
    yield made
    engine.dispose()


@pytest.fixture
def shop(stage: Stage, clock: DatabaseClock) -> Stage:
    """Bea bought product-12, Cy product-13, Di both and gave product-12 back."""
    stage.publish(GOLD)
    stage.buys("product-12", email=BEA, order="1")
    stage.buys("product-13", email=CY, order="2")
    stage.buys("product-12", email=DI, order="3")
    stage.buys("product-13", email=DI, order="4")
    clock.forward(hours=1)
    stage.happens(Kind.REFUND, "product-12", email=DI, order="3")
    clock.forward(hours=1)
    stage.rest()
    return stage
