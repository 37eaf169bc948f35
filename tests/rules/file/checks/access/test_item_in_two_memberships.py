"""An item in two memberships that give one tag."""

from bridge.rules.file import parse
from tests.rules.file.texts import memberships


def test_an_item_in_two_memberships_that_give_one_tag_is_warned_of_once() -> None:
    text = memberships(
        A="items: product-*, style: plain",
        B="items: [upsell-1, product-1], style: plain, purchase: {grant: [B, A]}, "
        "cancelled: {add: Left, revoke: B}, refund: {revoke: [B, A]}",
        C="items: product-1, style: plain, cancelled: {add: Left, revoke: C}",
    )
    assert parse(text).warnings == (
        "rules.yaml line 4, membership 'B': 'product-1' stands in the membership 'A' (line 3), "
        "too, and both give the tag 'A' at a 'purchase'. Keep it in one.",
        "rules.yaml line 5, membership 'C': 'product-1' stands in the membership 'B' (line 4), "
        "too, and both give the tag 'Left' at a 'cancelled'. Keep it in one.",
    )


def test_an_item_may_give_two_memberships() -> None:
    text = memberships(A="items: product-1", B="items: product-1")
    assert parse(text).warnings == ()


def test_memberships_of_different_pricing_options_or_modes_may_share_a_tag() -> None:
    tag = "purchase: {grant: Member}, style: plain, cancelled: off, refund: off"
    text = memberships(
        A=f"items: product-1, plans: 1, {tag}", B=f"items: product-1, plans: 2, {tag}"
    )
    assert parse(text).warnings == ()
    text = memberships(
        A=f"items: product-1, mode: live, {tag}", B=f"items: product-1, mode: test, {tag}"
    )
    assert parse(text).warnings == ()
