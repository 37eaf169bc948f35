"""The examples of a file: what each promises, after its steps and among them."""

import pytest

from bridge.model.errors import ConfigError
from bridge.rules import Expected
from bridge.rules.file import parse

GOLD = "crm: activecampaign\nmemberships:\n  Gold: {items: product-12}\nexamples:\n"


def problems(*lines: str) -> list[str]:
    with pytest.raises(ConfigError) as refused:
        parse(GOLD + "".join(f"  {line}\n" for line in lines))
    return list(refused.value.problems)


def test_each_example_has_its_line_its_steps_and_what_it_expects() -> None:
    text = f"{GOLD}  - {{given: [purchase product-12, tags: Gold, refund], tags: []}}\n"
    (example,) = parse(text).examples
    assert (example.line, example.number) == (5, 1)
    assert [step.words for step in example.given] == ["purchase product-12", "refund"]
    assert [step.expected for step in example.given] == [Expected(("Gold",)), None]
    assert example.expected == Expected(())


def test_an_example_promises_something_at_its_end() -> None:
    assert problems("- given: purchase product-12") == [
        "rules.yaml line 5, example 1: the example promises nothing. Write what should have come "
        "of it behind one of tags, lists, fields, automations, access."
    ]
    assert problems("- given: [purchase product-12, tags: Gold]") == [
        "rules.yaml line 5, example 1: the example promises nothing at its end. Write what should "
        "have come of it behind one of tags, lists, fields, automations, access."
    ]


def test_a_promise_stands_behind_a_step_and_once() -> None:
    assert problems("- {given: [tags: Gold, purchase product-12], tags: Gold}") == [
        "rules.yaml line 5, example 1: 'tags' stands before any step. Put it after the step it is "
        "about."
    ]
    assert problems("- {given: [purchase product-12, tags: Gold, tags: Gold], tags: Gold}") == [
        "rules.yaml line 5, example 1: 'tags' stands twice after one step; first on line 5. Keep "
        "one."
    ]
