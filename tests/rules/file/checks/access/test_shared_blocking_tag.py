"""A tag that blocks one membership and is another one's, too."""

import pytest

from bridge.model.errors import ConfigError
from bridge.rules.file import parse
from tests.rules.file.texts import memberships

COLLIDING = {
    "a suffix makes another membership's tag": (
        memberships(Gold="items: product-1, suffixes: {paused: ' Plus'}", **{
            "Gold Plus": "items: product-2"
        }),
        "line 3, membership 'Gold': its tag 'Gold Plus' is the tag of the membership 'Gold Plus' "
        "(line 4). Give one of them another name, suffix or tag.",
    ),
    "two suffixes make one tag": (
        memberships(Gold="items: product-1, suffixes: {paused: ' xPAYF'}", **{
            "Gold x": "items: product-2"
        }),
        "line 4, membership 'Gold x': its tag 'Gold xPAYF' also blocks the membership 'Gold' "
        "(line 3). Give one of them another name, suffix or tag.",
    ),
    "two courses share a revoke tag": (
        memberships(
            A="items: product-1, style: accessally, trigger tag: a, revoke tag: off course",
            B="items: product-2, style: accessally, trigger tag: b, revoke tag: Off course",
        ),
        "line 4, membership 'B': its tag 'Off course' also blocks the membership 'A' (line 3). "
        "Give one of them another name, suffix or tag.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", COLLIDING)
def test_a_blocking_tag_of_two_memberships_is_refused(case: str) -> None:
    text, expected = COLLIDING[case]
    with pytest.raises(ConfigError) as refused:
        parse(text)
    assert refused.value.problems == (f"rules.yaml {expected}",)


def test_a_blocking_tag_that_the_file_itself_names_twice_is_meant() -> None:
    text = memberships(
        A="items: product-1, payment failed: {add: Due}",
        B="items: product-2, payment failed: {add: Due}",
    )
    assert parse(text).warnings == ()


def test_one_suffix_for_two_events_stands_while_one_of_them_does() -> None:
    text = memberships(Gold="items: product-1, suffixes: {paused: HELD, cancelled: HELD}")
    assert parse(text).warnings == ()
