"""A right step becomes what it says; one of an order alone is about what was bought in it."""

from datetime import timedelta

import pytest

from bridge.model import Item, Kind
from bridge.rules import Given
from bridge.rules.file.examples.example_steps import check_entry, check_step, step, steps


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("purchase product-12", Given(Kind.PURCHASE, (Item("product", "12"),))),
        (
            "payment failed  product-12 plan 90222 upsell-3",
            Given(Kind.PAYMENT_FAILED, (Item("product", "12", "90222"), Item("upsell", "3"))),
        ),
        ("refund half order A", Given(Kind.REFUND, order="A", half=True)),
        ("refund order A half", Given(Kind.REFUND, order="A", half=True)),
        ("moves to third address", Given(Kind.EMAIL_CHANGED, address=3)),
        ("nothing", Given(Kind.UNKNOWN)),
    ],
)
def test_a_step_is_read_by_its_words(text: str, given: Given) -> None:
    read = step(text)
    assert (read.kind, read.items, read.order, read.half, read.address) == (
        given.kind, given.items, given.order, given.half, given.address,
    )  # fmt: skip
    assert read.words == " ".join(text.split())


def test_a_hand_names_a_membership_and_how_long_it_lasts() -> None:
    read = step("granted by hand Gold course for 30 days")
    assert read.hand
    assert (read.hand.membership, read.lasts) == ("Gold course", timedelta(days=30))
    assert check_step("ended by hand") == (
        "the step 'ended by hand' names no membership. Write it behind: ended by hand Gold."
    )


def test_a_time_stands_before_a_step() -> None:
    bought, failed = steps(["purchase product-1", "36 hours later: payment failed product-1"], {})
    assert (bought.after, failed.after) == (timedelta(days=1), timedelta(hours=36))
    assert failed.words == "36 hours later: payment failed product-1"
    assert check_entry("36 hours later: refund") == ""


def test_a_step_of_an_order_alone_is_about_all_that_was_bought_in_it() -> None:
    told = steps(["purchase product-1 order A", "purchase bump-2 order A", "refund order A"], {})
    assert [item.key for item in told[2].items] == ["product-1", "bump-2"]
    with pytest.raises(ValueError, match="no step before it buys the order B"):
        steps(["purchase product-1 order A", "refund order B"], {})


def test_steps_end_before_the_calendar_does() -> None:
    with pytest.raises(ValueError, match="over a thousand years together"):
        steps(["9999 weeks later: nothing"] * 6, {})
