"""What a rules file's own examples promise besides tags, tried."""

from datetime import UTC, datetime

import pytest

from bridge.rules import Order, dated, undated
from bridge.rules.file import parse
from bridge.rules.file.examples import run as examples

SHOP = """\
crm: activecampaign
rules:
  - name: Customer
    when: purchase
    add: Customer
    subscribe: Customers
    set: {Last order: <order number>, Bought: <product name> on <date>}
    start automation: Welcome
  - name: Box ticked
    when: purchase
    consent: yes
    subscribe even after opt-out: Newsletter
  - name: Payment
    when: [rebill, cancelled]
    set: {Next payment: <next payment date>, Paid until: <end of paid period>}
  - name: Gone
    when: refund
    unsubscribe: [Customers, Newsletter]
  - name: Late
    when: payment failed
    after: 7 days
    unless: rebill
    subscribe: Owing
    start automation: Owing
  - {name: Paid, when: rebill, items: product-9, unsubscribe: Owing}
examples:
"""
HERE = f"rules.yaml line {len(SHOP.splitlines()) + 1}, example 1"


def run(steps: str, *promises: str) -> tuple[str, ...]:
    """What the check says of an example of these steps and promises."""
    lines = "".join(f"    {promise}\n" for promise in promises)
    return examples.run(parse(f"{SHOP}  - given: {steps}\n{lines}"))


def test_what_is_not_mentioned_is_not_checked() -> None:
    for one in ("tags: Customer", "lists: Customers", "automations: Welcome", "fields: {}"):
        assert run("purchase product-1", one) == ()


def test_what_is_mentioned_is_checked_wholly_and_side_by_side_for_each_sort() -> None:
    step = "purchase product-1 with order number 1001 and consent yes"
    assert run(step, "tags: []", "lists: [Owing, customers]", "fields: {}", "automations: []") == (
        f"{HERE} ({step}) comes out otherwise:\n"
        "  expected  got\n"
        "  -         Customer\n"
        "  too many: Customer\n"
        "  expected lists  got\n"
        "  customers       Customers\n"
        "  -               Newsletter\n"
        "  Owing           -\n"
        "  missing: Owing; too many: Newsletter\n"
        "  expected fields  got\n"
        "  -                Last order: 1001\n"
        "  too many: Last order\n"
        "  expected automations  got\n"
        "  -                     Welcome\n"
        "  too many: Welcome",
    )


def test_a_sort_that_comes_out_is_not_told_of() -> None:
    assert run("purchase", "tags: Customer", "lists: [Customers, Owing]") == (
        f"{HERE} (purchase) comes out otherwise:\n"
        "  expected lists  got\n"
        "  Customers       Customers\n"
        "  Owing           -\n"
        "  missing: Owing",
    )


def test_what_differs_after_a_step_is_told_with_it() -> None:
    assert run("[purchase, lists: [], refund]", "lists: []") == (
        f"{HERE}, comes out otherwise after step 1 (purchase):\n"
        "  expected lists  got\n"
        "  -               Customers\n"
        "  too many: Customers",
    )


def test_unsubscribing_takes_off_a_list_and_who_was_on_none_stays_so() -> None:
    assert run("[purchase, lists: Customers, refund]", "lists: []") == ()
    assert run("[refund, purchase]", "lists: Customers") == ()


def test_who_was_taken_off_a_list_counts_as_opted_out_of_it() -> None:
    steps = "[purchase with consent yes, refund, purchase with consent yes]"
    assert run(steps, "lists: Newsletter") == ()
    assert run(steps, "lists: [Customers, Newsletter]") == (
        f"{HERE} (purchase with consent yes, refund, purchase with consent yes) comes out "
        "otherwise:\n"
        "  expected lists  got\n"
        "  Customers       -\n"
        "  Newsletter      Newsletter\n"
        "  missing: Customers\n"
        "  'Customers': she was taken off it before, which counts as an opt-out; only 'subscribe "
        "even after opt-out' puts her on it again.\n"
        "  'Customers' went at step 2 (refund).",
    )


def test_what_is_called_off_too_late_takes_nobody_off_a_list_and_stops_no_automation() -> None:
    failed = "payment failed product-1, 6 days later: nothing, lists: []"
    paid = "1 hour later: rebill product-1, 9 days later: nothing"
    assert run(f"[{failed}, {paid}]", "lists: []", "automations: []") == ()
    late = f"[{failed}, 1 day later: nothing, lists: Owing, rebill product-1]"
    assert run(late, "lists: Owing", "automations: Owing") == ()
    assert run(late.replace("product-1", "product-9"), "lists: []") == ()


def test_an_automation_is_named_as_often_as_it_was_started() -> None:
    twice = "[purchase, automations: welcome, purchase, refund]"
    assert run(twice, "automations: [Welcome, Welcome]") == ()
    assert run(twice, "automations: Welcome") == (
        f"{HERE} (purchase, purchase, refund) comes out otherwise:\n"
        "  expected automations  got\n"
        "  Welcome               Welcome\n"
        "  -                     Welcome\n"
        "  too many: Welcome\n"
        "  'Welcome' came at step 2 (purchase).",
    )


def test_one_order_told_twice_starts_an_automation_once() -> None:
    order = "purchase product-1 with order number 1001"
    assert run(f"[{order}, {order}]", "automations: Welcome") == ()
    other = order.replace("1001", "1002")
    assert run(f"[{order}, {other}]", "automations: [Welcome, Welcome]") == ()


def test_each_failed_attempt_that_is_put_off_starts_its_own() -> None:
    twice = "[payment failed product-1, payment failed product-1, 7 days later: nothing]"
    assert run(twice, "automations: [Owing, Owing]") == ()


def test_fields_have_their_newest_value_and_days_are_told_from_there() -> None:
    gold = "purchase product-1 with product name Gold and order number 1001"
    rebill = (
        "30 days later: rebill product-1 with next payment in 30 days and period end in 4 weeks"
    )
    assert (
        run(
            f"[{gold}, fields: {{Last order: 1001, Bought: Gold on <today>}}, {rebill}, nothing]",
            "fields:",
            "  last order: 1001",
            "  Bought: Gold on <31 days ago>",
            "  Next payment: <in 29 days>",
            "  Paid until: <in 27 days>",
        )
        == ()
    )


def test_another_value_is_told_in_the_words_that_could_be_promised() -> None:
    steps = "rebill product-1 with next payment in 30 days"
    assert run(steps, "fields: {Next payment: <today>, Last order: 1001}") == (
        f"{HERE} (rebill product-1 with next payment in 30 days) comes out otherwise:\n"
        "  expected fields        got\n"
        "  Last order: 1001       -\n"
        "  Next payment: <today>  Next payment: <in 30 days>\n"
        "  -                      Paid until: <in 30 days>\n"
        "  missing: Last order; too many: Paid until; other value: Next payment",
    )


def test_a_field_that_no_step_tells_is_not_set_and_the_check_says_why() -> None:
    promise = "fields: {Last order: 1001, Bought: Gold on <today>}"
    assert run("purchase product-1", promise) == (
        f"{HERE} (purchase product-1) comes out otherwise:\n"
        "  expected fields          got\n"
        "  Bought: Gold on <today>  -\n"
        "  Last order: 1001         -\n"
        "  missing: Bought, Last order\n"
        "  'Last order' was not set at step 1 (purchase product-1): it names no order number.\n"
        "  'Bought' was not set at step 1 (purchase product-1): it names no product name.",
    )
    again = "[purchase product-1 with order number 1001, purchase product-1]"
    (failure,) = run(again, "fields: {Last order: 1002}")
    assert failure.splitlines()[-3:] == [
        "  other value: Last order",
        "  'Last order' was not set at step 2 (purchase product-1): it names no order number.",
        "  'Last order' came at step 1 (purchase product-1 with order number 1001).",
    ]


def test_a_later_event_of_an_order_has_its_number() -> None:
    bought = Order(datetime(2025, 3, 1, tzinfo=UTC), "1001")
    text = f"{SHOP}  - {{given: rebill product-1, tags: []}}\n"
    (step,) = parse(text).examples[0].given
    at = datetime(2025, 4, 1, tzinfo=UTC)
    assert step.fields_at(at, bought) == {"ordered_at": bought.at, "order_id": "1001"}


def test_times_of_the_day_count_by_their_day() -> None:
    steps = "[23 hours later: rebill with next payment in 25 hours, 1 hour later: nothing]"
    assert run(steps, "fields: {Next payment: <in 1 day>, Paid until: <in 24 hours>}") == ()


NOON = datetime(3000, 3, 1, 12, tzinfo=UTC)
SINCE = datetime(3000, 1, 1, tzinfo=UTC).date()


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("<today>", "3000-03-01"),
        ("a <in 1 day> b <2 days ago>", "a 3000-03-02 b 3000-02-27"),
        ("born 1990-05-04, 3000-13-01", "born 1990-05-04, 3000-13-01"),
    ],
)
def test_days_are_told_both_ways(words: str, date: str) -> None:
    assert dated(words, NOON) == date
    assert undated(date, NOON, SINCE) == words
