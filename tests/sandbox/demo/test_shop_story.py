"""The demo's story, delivery by delivery."""

from datetime import UTC, datetime

import pytest

from bridge.sandbox.demo.shop_story import STORY, Scene
from bridge.sources.thrivecart.samples import as_form
from bridge.sources.thrivecart.source import read_saved


@pytest.mark.parametrize("scene", STORY, ids=lambda scene: scene.says)
def test_every_delivery_of_the_story_can_be_applied(scene: Scene) -> None:
    form = scene.delivery(datetime(2026, 1, 1, tzinfo=UTC), "SECRET123456")
    event = read_saved(as_form(form))
    assert event is not None
    assert (event.kind, event.problem) == (scene.event, "")
    assert [item.key for item in event.items] == scene.items


def test_equal_scenes_are_equal_deliveries() -> None:
    first_day = datetime(2026, 1, 1, tzinfo=UTC)
    assert STORY[2].delivery(first_day, "") == STORY[3].delivery(first_day, "")
