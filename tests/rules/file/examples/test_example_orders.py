"""Examples tell of several orders, halves of money, seconds, new addresses and hands."""

import pytest

from bridge.model.errors import ConfigError
from bridge.rules.file import parse
from bridge.rules.file.examples import example_steps as steps
from bridge.rules.file.examples import run as examples
from bridge.rules.file.examples.example_steps import check_entry

SHOP = """\
crm: activecampaign
memberships:
  Circle:
    items: [product-12, product-13]
  Workshop:
    items: [product-30]
rules:
  - {name: Goodbye, when: access ends, memberships: Circle, trigger: Goodbye}
"""


def came_out(given_: str, tags: str) -> tuple[str, ...]:
    text = f"{SHOP}examples:\n  - given: [{given_}]\n    tags: [{tags}]\n"
    return examples.run(parse(text))


@pytest.mark.parametrize(
    ("steps", "tags"),
    [
        (
            "purchase product-13, 30 days later: purchase product-12, "
            "3 seconds later: cancelled product-13",
            "Circle",
        ),
        (
            "purchase product-13, 30 days later: purchase product-12, "
            "the same second: cancelled product-13",
            "Circle",
        ),
        (
            "purchase product-13, purchase product-12, cancelled product-13, refund product-12",
            "Circle, CircleCANC, Goodbye",
        ),
        ("purchase product-30 order A, purchase product-30 order B, refund product-30 order A",
         "Workshop"),
        ("purchase product-30 order A, purchase product-30 order B, refund product-30 order A, "
         "refund product-30 order B", ""),
        ("purchase product-30, purchase product-30, refund product-30", "Workshop"),
        ("purchase product-30 order A, purchase product-30 order A, refund product-30", ""),
        ("purchase product-30, refund product-30 half", "Workshop"),
        ("purchase product-30, refund product-30 half, refund product-30 half", ""),
        ("purchase product-30 order A, refund product-30 order A half", "Workshop"),
        ("purchase product-12, rebill product-12, refund product-12 with amount 100.00", "Circle"),
        ("purchase product-12 with amount 29.00, rebill product-12, payment failed product-12",
         "Circle, CirclePAYF"),
        ("purchase product-12, moves to second address", "Circle"),
        ("purchase product-12, moves to second address, moves to first address", "Circle"),
        ("granted by hand Circle", "Circle"),
        ("granted by hand Circle for 10 days, 11 days later: nothing", "Goodbye"),
        ("granted by hand Circle, ended by hand Circle", "Goodbye"),
        ("purchase product-12, banned by hand", "Goodbye"),
        ("purchase product-12, banned by hand Circle, rebill product-12", "Goodbye"),
        ("purchase product-12, ended by hand Circle, rebill product-12", "Circle, Goodbye"),
    ],
)  # fmt: skip
def test_a_life_with_several_orders_comes_out_by_what_is_paid_for(steps: str, tags: str) -> None:
    assert came_out(steps, tags) == ()


@pytest.mark.parametrize(
    "step",
    [
        "purchase product-12 order A",
        "refund product-12 order A half",
        "refund product-12 half order A",
        "purchase product-12 plan 90222 order AB with coupon SUMMER",
        "moves to third address",
        "granted by hand Gold Membership",
        "granted by hand Gold Membership for 30 days",
        "ended by hand Gold Membership",
        "banned by hand",
        "1 second later: cancelled product-12 order B",
        "5 minutes later: rebill product-12",
        "2678461 seconds later: rebill product-12",
        "44641 minutes later: rebill product-12",
        "the same second: cancelled product-12",
    ],
)
def test_a_right_step_is_understood(step: str) -> None:
    assert check_entry(step) == ""


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ("moves to fifth address",
         "the address 'fifth' is not known. There are: first, second, third, fourth."),
        ("moves to new addres",
         "the step 'moves to new addres' is not known. Did you mean 'moves to second address'?"),
        ("granted by hand",
         "the step 'granted by hand' names no membership. Write it behind: granted by hand Gold."),
        ("ended by hand Gold for 3 days",
         "only 'granted by hand' ends by itself. Take 'for 3 days' out."),
        ("granted by han Gold",
         "the step 'granted by han Gold' is not known. Did you mean 'granted by hand Gold'?"),
        ("purchase product-12 half",
         "'half' is of what a refund gives back; this is a 'purchase'. Take it out."),
    ],
)  # fmt: skip
def test_a_wrong_step_is_led_to_the_right_one(step: str, sentence: str) -> None:
    assert steps.check_step(step) == sentence


@pytest.mark.parametrize("amount", ["29.99", "0.01", "100.00"])
def test_two_halves_of_any_amount_are_the_whole(amount: str) -> None:
    paid = f"purchase product-30 with amount {amount}"
    half = "refund product-30 half"
    assert came_out(f"{paid}, {half}, {half}", "") == ()
    assert came_out(f"{paid}, {half}, rebill product-30, {half}", "Workshop") == ()
    both = f"purchase product-12 product-30 with amount {amount}"
    halves = "refund product-12 product-30 half"
    assert came_out(f"{both}, {halves}, {halves}", "Goodbye") == ()


NUMBERED = """\
crm: activecampaign
rules:
  - name: Last order
    when: [purchase, rebill]
    set: {Number: <order number>}
  - {name: Early, when: refund, since order: at most 14 days, add: Early}
  - {name: Late, when: refund, since order: more than 14 days, add: Late}
examples:
"""


@pytest.mark.parametrize(
    ("steps", "promise"),
    [
        ("purchase product-1 order A", "fields: {Number: A}"),
        ("purchase product-1 order A, purchase product-1 order B, rebill product-1 order A",
         "fields: {Number: A}"),
        ("purchase product-1 order A with order number 1001, purchase product-1 order B, "
         "rebill product-1 order A", "fields: {Number: 1001}"),
        ("purchase product-1 order A, purchase product-1 order B, rebill product-1",
         "fields: {Number: B}"),
        ("purchase product-1 order A, 20 days later: purchase product-1 order B, "
         "refund product-1 order A", "tags: Late"),
        ("purchase product-1 order A, 20 days later: purchase product-1 order B, "
         "refund product-1 order B", "tags: Early"),
        ("purchase product-1 order A, 20 days later: purchase product-2 order A, "
         "refund product-2 order A", "tags: Late"),
    ],
)  # fmt: skip
def test_each_lettered_order_has_its_own_number_and_date(steps: str, promise: str) -> None:
    text = f"{NUMBERED}  - given: [{steps}, 1 day later: nothing]\n    {promise}\n"
    assert examples.run(parse(text)) == ()


@pytest.mark.parametrize(
    ("steps", "tags"),
    [
        ("purchase product-12 order A, cancelled order A", "Circle, CircleCANC, Goodbye"),
        ("purchase product-30 order A, purchase product-12 order B, refund order A", "Circle"),
        ("purchase product-30 order A, purchase product-12 order A, refund order A", "Goodbye"),
        ("purchase product-30 order A, refund order A half, refund order A half", ""),
    ],
)
def test_a_step_that_names_an_order_alone_is_about_all_its_items(steps: str, tags: str) -> None:
    assert came_out(steps, tags) == ()


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        ("purchase order A",
         "'purchase order A' names no item, so nothing is bought. Write it like: purchase "
         "product-12 order A."),
        ("purchase product-12 order A, refund order B half",
         "'refund order B half' names no item, and no step before it buys the order B. Write such "
         "a step, like 'purchase product-12 order B', or its item, like 'refund product-12 order B "
         "half'."),
    ],
)  # fmt: skip
def test_an_order_of_which_no_item_is_known_is_refused(steps: str, sentence: str) -> None:
    with pytest.raises(ConfigError) as refused:
        came_out(steps, "Circle")
    assert refused.value.problems == (f"rules.yaml line 10, example 1: {sentence}",)


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ("granted by hand Cirle for 30 days",
         "the membership 'Cirle' is not known. Did you mean 'Circle'?"),
        ("ended by hand Work shop",
         "the membership 'Work shop' is not known. Did you mean 'Workshop'?"),
        ("banned by hand Platinum",
         "the membership 'Platinum' is not known. There are: Circle, Workshop."),
    ],
)  # fmt: skip
def test_a_hand_says_only_memberships_that_the_file_has(step: str, sentence: str) -> None:
    with pytest.raises(ConfigError) as refused:
        came_out(f"purchase product-12, {step}", "Circle")
    assert refused.value.problems == (f"rules.yaml line 10, example 1: {sentence}",)


def test_a_hand_may_say_a_membership_in_small_letters() -> None:
    assert came_out("granted by hand circle", "Circle") == ()


def test_an_example_that_only_the_new_meaning_of_a_purchase_changes_is_a_warning() -> None:
    rules = parse(
        f"{SHOP}examples:\n"
        "  - given: [purchase product-30, purchase product-30, refund product-30]\n"
        "    tags: []\n"
    )
    assert examples.run(rules) == ()
    assert examples.old_readings(rules) == (
        "rules.yaml line 10, example 1 (purchase product-30, purchase product-30, refund "
        "product-30) comes out otherwise:\n"
        "  expected  got\n"
        "  -         Workshop\n"
        "  too many: Workshop\n"
        "  'Workshop' came at step 1 (purchase product-30).\n"
        "  It was written for the version before, in which all purchases of an item were one "
        "order, and comes out as expected so; now each purchase is an order of its own. Name one "
        "order by a letter, as in 'purchase product-12 order A', or write down what comes out now.",
    )
