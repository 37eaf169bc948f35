"""What each style makes of a membership's events, where the file says nothing else."""

import pytest

from bridge.model import Kind
from bridge.rules.file.build.styles import STYLES, Tags

TAGS = Tags("Gold", {Kind.CANCELLED: "GoldCANC"}, ("GoldCANC",), "Open", "Close", "Due")


@pytest.mark.parametrize(
    ("style", "kind", "does"),
    [
        ("memberium", Kind.PURCHASE, {"grant": ("Gold",), "remove": ("GoldCANC",)}),
        ("memberium", Kind.CANCELLED, {"add": ("GoldCANC",)}),
        ("memberium", Kind.REFUND, {"revoke": ("Gold",)}),
        ("accessally", Kind.PURCHASE, {"trigger": ("Open",), "remove": ("GoldCANC",)}),
        ("accessally", Kind.REBILL, {"remove": ("Due",)}),
        ("accessally", Kind.CANCELLED, {"trigger": ("Close",)}),
        ("plain", Kind.PURCHASE, {"grant": ("Gold",)}),
        ("plain", Kind.PAYMENT_FAILED, {}),
        ("plain", Kind.CANCELLED, {"revoke": ("Gold",)}),
    ],
)
def test_an_event_does_what_its_style_says(
    style: str, kind: Kind, does: dict[str, tuple[str, ...]]
) -> None:
    assert STYLES[style](kind, TAGS) == does
