"""What rules make of an event, and how it is stored."""

import json
from datetime import UTC, datetime

from bridge.model import Action, Effect, Kind, Sort, effect_from_json, effect_to_json

DUE = datetime(2026, 1, 5, 12, tzinfo=UTC)
FULL = Effect(
    Action.SET, "Last order", "Buyers", 12, "product-12", "1001", "token", DUE,
    frozenset({Kind.PURCHASE}), frozenset({Kind.REFUND}), of_any_item=True, to=("school", "kit"),
)  # fmt: skip


def test_an_effect_is_read_again_as_it_was_stored() -> None:
    for effect in (FULL, Effect(Action.ADD, "Gold")):
        assert effect_from_json(json.loads(json.dumps(effect_to_json(effect)))) == effect


def test_what_is_empty_is_not_stored_and_what_is_not_known_is_left_out() -> None:
    assert effect_to_json(Effect(Action.ADD, "Gold")) == {"action": "add", "name": "Gold"}
    stored = {"action": "add", "name": "Gold", "colour": "red"}
    assert effect_from_json(stored) == Effect(Action.ADD, "Gold")


def test_an_effect_knows_its_target_and_what_calls_it_off() -> None:
    assert (FULL.sort, FULL.target) == (Sort.FIELD, "field,last order")
    assert FULL.called_off_by == {Kind.PURCHASE, Kind.REFUND}
