"""Every kind of event belongs where it is looked for."""

from bridge.model import ABOUT_THE_BUYER, BY_HAND, OF_AFFILIATES, OF_NO_SALE, OUR_OWN, TURNS, Kind


def test_a_kind_is_told_by_a_cart_or_a_hand_or_found_by_the_bridge_and_never_two_of_them() -> None:
    apart = (ABOUT_THE_BUYER, OF_AFFILIATES, BY_HAND, TURNS, OUR_OWN)
    alone = {Kind.EMAIL_CHANGED, Kind.UNKNOWN}
    assert sorted([*alone, *(kind for kinds in apart for kind in kinds)]) == sorted(Kind)


def test_rules_wait_for_what_a_buyer_does_and_what_is_done_to_her() -> None:
    assert [kind.value for kind in Kind if kind in ABOUT_THE_BUYER] == [
        "purchase", "rebill", "payment failed", "payment declined", "cancelled", "refund",
        "paused", "resumed", "completed", "abandoned cart",
    ]  # fmt: skip
    assert OF_NO_SALE < ABOUT_THE_BUYER
