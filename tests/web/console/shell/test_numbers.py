"""A number in an address is one that something can have, or there is no such page."""

import pytest

from bridge.web.console.shell.numbers import LARGEST_ID, number
from bridge.web.console.shell.replies import NotAPage


@pytest.mark.parametrize(
    ("asked", "found"),
    [({}, None), ({"before": ""}, None), ({"before": "7"}, 7),
     ({"before": str(LARGEST_ID)}, LARGEST_ID)],
)  # fmt: skip
def test_one_that_something_can_have_is_read(asked: dict[str, str], found: int | None) -> None:
    assert number(asked, "before") == found


@pytest.mark.parametrize("told", ["x", "-1", "1.5", "\u0663", str(LARGEST_ID + 1), "9" * 5000])
def test_another_is_no_page(told: str) -> None:
    with pytest.raises(NotAPage):
        number({"before": told}, "before")
