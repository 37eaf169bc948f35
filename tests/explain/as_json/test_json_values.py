"""What JSON can say of our values."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from bridge.explain.as_json.json_values import picked, plain
from bridge.model import Kind


@pytest.fixture(autouse=True)
def _zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "XST-02:00")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@dataclass(frozen=True)
class Sale:
    at: datetime
    items: tuple[str, ...]
    kind: Kind = Kind.PURCHASE
    due_at: datetime | None = None


def test_json_says_what_a_dataclass_holds_with_times_on_this_machines_clock() -> None:
    sale = Sale(datetime(2026, 1, 31, 12, tzinfo=UTC), ("product-12",))
    assert plain({"sale": sale}) == {
        "sale": {
            "at": "2026-01-31T14:00:00+02:00",
            "items": ["product-12"],
            "kind": "purchase",
            "due_at": None,
        }
    }
    assert picked(sale, "kind", "items") == {"kind": "purchase", "items": ["product-12"]}


def test_what_has_no_order_is_a_list_and_every_key_is_text() -> None:
    assert plain({1: {"a"}}) == {"1": ["a"]}
