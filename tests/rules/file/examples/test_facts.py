"""What a step of an example may say behind `with`."""

from datetime import UTC, datetime, timedelta

import pytest

from bridge.model import Kind, Money, Subscription
from bridge.model.errors import ConfigError
from bridge.rules.file import parse
from bridge.rules.file.examples import example_steps as steps
from bridge.rules.file.examples.example_orders import ExampleOrders

HEAD = "crm: activecampaign\nrules:\n  - {name: A, when: purchase, add: X}\nexamples:\n"
UNKNOWN = (
    "currency, amount, coupon, affiliate, consent, payment, payments left, next payment, refund, "
    "passthrough, field, period end, order, order number, invoice number, product name."
)


def example(step: str) -> str:
    """A file whose one example, on line 5, has this step."""
    return f"{HEAD}  - given: {step}\n    tags: []\n"


FIELDS = {
    "mode test": {"mode": "test"},
    "coupon SUMMER and affiliate bob": {"coupon": "SUMMER", "affiliate": "bob"},
    "amount 49.5": {"money": Money(4950, "")},
    "currency USD": {"money": Money(None, "USD")},
    "amount 49 and currency EUR": {"money": Money(4900, "EUR")},
    "consent yes": {"consent": True},
    "consent off": {"consent": False},
    "payment number 3": {"subscription": Subscription("", 3, None)},
    "payment last": {"subscription": Subscription("", None, 0)},
    "refund partial": {"refunded": "partial"},
    "passthrough source=a b and passthrough x=1": {"passthrough": {"source": "a b", "x": "1"}},
    "field size=XL": {"custom_fields": {"size": "XL"}},
}


@pytest.mark.parametrize("facts", FIELDS)
def test_facts_become_fields_of_the_event(facts: str) -> None:
    rules = parse(example(f"purchase product-12 plan 1 with {facts}"))
    (step,) = rules.examples[0].given
    assert step.more == FIELDS[facts]
    assert [item.plan for item in step.items] == ["1"]
    assert step.words == f"purchase product-12 plan 1 with {facts}"


WRONG = {
    "colour red": f"the fact 'colour' is not known. Known here: mode, {UNKNOWN}",
    "cupon A": "the fact 'cupon' is not known. Did you mean 'coupon'?",
    "price 3": "the fact 'price' is not known. Did you mean 'amount'?",
    "coupon": "'coupon' has no value. Write it like: with coupon SUMMER and amount 49.00.",
    "amount at least 3": "'at least 3' is no single amount. Write one, like 49.00.",
    "amount over 3": "'over 3' is no single amount. Write one, like 49.00.",
    "payment first": "in a step, a payment is 'last' or has a number: 'number 3'.",
    "passthrough source": (
        "'source' is no name with its value. Write it like: with passthrough source=newsletter."
    ),
    "period end": (
        "'period end' stands without its time. Did you mean 'purchase with period end in 20 days'?"
    ),
    "coupon SUMMER with mode test": (
        "what else is told is joined by 'and'. Did you mean 'purchase with coupon SUMMER and mode "
        "test'?"
    ),
    "period end 20 days": (
        "'20 days' is no time to come. Write it like: with period end in 20 days."
    ),
    "period end in 2 months": (
        "'in 2 months' is no time to come, for an example has no calendar. Write it like: with "
        "period end in 60 days."
    ),
    "order": "'order' has no value. Write it like: with coupon SUMMER and amount 49.00.",
    "order 9 days": "'9 days' is no time gone by. Write it like: with order 9 days ago.",
    "order 2 months ago": (
        "'2 months ago' is no time gone by, for an example has no calendar. Write it like: with "
        "order 60 days ago."
    ),
    "order 9 days ago": (
        "a 'purchase' is the order itself, so it has no order before it. Take 'order' out."
    ),
    "mode Live": "the mode 'Live' is not known. Did you mean 'live'?",
    "": f"the fact '' is not known. Known here: mode, {UNKNOWN}",
}


@pytest.mark.parametrize("facts", WRONG)
def test_a_wrong_fact_is_told(facts: str) -> None:
    with pytest.raises(ConfigError) as refused:
        parse(example(f"purchase with {facts}"))
    assert refused.value.problems == (f"rules.yaml line 5, example 1: {WRONG[facts]}",)


def test_the_end_of_the_paid_period_is_told_from_the_step_on() -> None:
    rules = parse(example("rebill product-12 with payment number 3 and period end in 2 weeks"))
    (step,) = rules.examples[0].given
    at = datetime(2025, 3, 1, tzinfo=UTC)
    told = Subscription("", 3, paid_until=at + timedelta(days=14))
    assert step.fields_at(at) == {"subscription": told}


def test_the_time_of_the_order_is_told_back_from_the_step() -> None:
    rules = parse(example("refund product-12 with refund full and order 2 weeks ago"))
    (step,) = rules.examples[0].given
    at = datetime(2025, 3, 1, tzinfo=UTC)
    assert step.fields_at(at) == {"refunded": "full", "ordered_at": at - timedelta(days=14)}
    orders = ExampleOrders()
    orders.buy(steps.step("purchase product-12"), at - timedelta(days=1), 1)
    assert orders.of(step) is None


def test_nothing_is_a_step_and_stands_alone() -> None:
    assert parse(example("nothing")).examples[0].given[0].kind is Kind.UNKNOWN
    with pytest.raises(ConfigError) as refused:
        parse(example("nothing product-12"))
    assert refused.value.problems == (
        "rules.yaml line 5, example 1: 'nothing' stands alone: where nothing happens, there is no "
        "more to tell.",
    )


def test_with_is_missed_before_the_time_of_the_order() -> None:
    with pytest.raises(ConfigError) as refused:
        parse(example("refund product-12 order 9 days ago"))
    assert refused.value.problems == (
        "rules.yaml line 5, example 1: before 'order' the word 'with' is missing. Did you "
        "mean 'refund product-12 with order 9 days ago'?",
    )


def test_with_is_missed_before_the_end_of_the_period() -> None:
    with pytest.raises(ConfigError) as refused:
        parse(example("cancelled product-12 period end in 20 days"))
    assert refused.value.problems == (
        "rules.yaml line 5, example 1: before 'period end' the word 'with' is missing. Did "
        "you mean 'cancelled product-12 with period end in 20 days'?",
    )
