"""What an example promises of the contacts at a buyer's addresses."""

import pytest

from bridge.model.errors import ConfigError
from bridge.rules.file import parse
from bridge.rules.file.examples import run as examples

RULES = """\
crm: activecampaign
memberships:
  Gold: {items: product-12}
  Silver: {items: product-13}
"""
MOVED = "purchase product-12, moves to second address"
STAYS = f"contact per address: yes\n{RULES}"


def example(steps: str, promises: str, rules: str = RULES) -> str:
    return f"{rules}examples:\n  - {{given: [{steps}], {promises}}}\n"


def came_out(steps: str, promises: str, rules: str = RULES) -> tuple[str, ...]:
    return examples.run(parse(example(steps, promises, rules)))


def problems(steps: str, promises: str) -> list[str]:
    with pytest.raises(ConfigError) as refused:
        parse(example(steps, promises))
    return list(refused.value.problems)


@pytest.mark.parametrize(
    ("steps", "promises"),
    [
        (MOVED, "tags at first address: [], tags at second address: Gold, tags: Gold"),
        (f"{MOVED}, tags at first address: []", "tags: Gold"),
        (f"{MOVED}, moves to first address", "tags at first address: Gold"),
        (f"{MOVED}, moves to third address", "tags at second address: []"),
        ("purchase product-12", "tags at first address: [Gold]"),
    ],
)
def test_a_move_takes_her_tags_to_the_new_address(steps: str, promises: str) -> None:
    assert came_out(steps, promises) == ()


def test_with_a_contact_for_each_address_every_orders_tags_stay_where_it_was_bought() -> None:
    steps = f"{MOVED}, purchase product-13"
    both = "tags at first address: Gold, tags at second address: Silver"
    assert came_out(steps, both, STAYS) == ()


def test_what_comes_out_otherwise_is_shown_with_its_address() -> None:
    promises = "tags at first address: Gold, tags at second address: [Gold, Silver]"
    assert came_out(MOVED, promises) == (
        "rules.yaml line 6, example 1 (purchase product-12, moves to second address) comes out "
        "otherwise:\n"
        "  expected at first address  got\n"
        "  Gold                       -\n"
        "  missing: Gold\n"
        "  expected at second address  got\n"
        "  Gold                        Gold\n"
        "  Silver                      -\n"
        "  missing: Silver\n"
        "  'Silver' nearly came at step 1 (purchase product-12), but 'Silver: purchase' (line 4): "
        "none of its items is in this event.\n"
        "  'Gold' went at step 2 (moves to second address).",
    )


BY_NUMBER = (
    "An address has a number, the first being where she was first seen: tags at first address, "
    "tags at second address, tags at third address or tags at fourth address."
)
WRONG = {
    "tags at third address: Gold": (
        "'tags at third address' stands where she never was at that address. Write the step 'moves "
        "to third address' before it, or take it out."
    ),
    "tags at home: Gold": f"the key 'tags at home' is not known. {BY_NUMBER}",
    "tags at fifth address: Gold": f"the key 'tags at fifth address' is not known. {BY_NUMBER}",
    "tags at old address: Gold": (
        "the key 'tags at old address' is not known. Did you mean 'tags at first address'?"
    ),
    "tag at the 2nd e-mail address: Gold": (
        "the key 'tag at the 2nd e-mail address' is not known. Did you mean 'tags at second "
        "address'?"
    ),
    "tags at secnd address: Gold": (
        "the key 'tags at secnd address' is not known. Did you mean 'tags at second address'?"
    ),
    "lists at first address: Members": (
        "the key 'lists at first address' is not known. Of one of her addresses, only tags are "
        "told: 'tags at first address'."
    ),
    "tags at first address: Gld": "no rule speaks of the tag 'Gld'. Did you mean 'Gold'?",
}


@pytest.mark.parametrize("promise", WRONG)
def test_a_wrong_promise_at_an_address_is_led_to_the_right_one(promise: str) -> None:
    told = [f"rules.yaml line 6, example 1: {WRONG[promise]}"]
    assert problems(MOVED, promise) == told
    assert problems(f"{MOVED}, {promise}", "tags: Gold") == told


def test_she_must_have_come_to_an_address_before_something_is_promised_of_it() -> None:
    assert problems(
        "purchase product-12, tags at second address: [], moves to second address", "tags: Gold"
    ) == [
        "rules.yaml line 6, example 1: 'tags at second address' stands where she never was at that "
        "address. Write the step 'moves to second address' before it, or take it out."
    ]


def test_a_wrong_step_is_not_told_twice_by_the_promise_behind_it() -> None:
    assert problems(
        "purchase product-12, moves to secnd address", "tags at second address: []"
    ) == [
        "rules.yaml line 6, example 1: the address 'secnd' is not known. There are: first, second, "
        "third, fourth."
    ]
