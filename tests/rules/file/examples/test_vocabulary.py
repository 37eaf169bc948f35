"""What no rule speaks of can never come out of an example, and is said at once."""

import pytest

from bridge.model.errors import ConfigError
from bridge.rules.file import parse

GOLD = """\
crm: activecampaign
memberships:
  Gold: {items: product-12}
rules:
  - {name: News, when: purchase, subscribe: Newsletter}
examples:
"""


def problems(given: str, promise: str) -> list[str]:
    with pytest.raises(ConfigError) as refused:
        parse(f"{GOLD}  - {{given: {given}, {promise}}}\n")
    return [str(each).partition("example 1: ")[2] for each in refused.value.problems]


@pytest.mark.parametrize(
    ("promise", "told"),
    [
        ("tags: Glod", "no rule speaks of the tag 'Glod'. Did you mean 'Gold'?"),
        (
            "tags: Ruby",
            "no rule speaks of the tag 'Ruby'. They speak of: Gold, GoldPAYF, GoldSUSP, GoldCANC.",
        ),
        ("lists: none", "no rule speaks of the list 'none'. For none, write []."),
        (
            "automations: Hello",
            "no rule speaks of an automation, so 'Hello' can never come out. Take it out.",
        ),
    ],
)
def test_a_name_that_no_rule_speaks_of_is_led_to_one_of_theirs(promise: str, told: str) -> None:
    assert problems("purchase product-12", promise) == [told]


def test_a_membership_that_a_hand_gives_is_one_of_the_file_s() -> None:
    assert problems("granted by hand Silver", "tags: []") == [
        "the membership 'Silver' is not known. There are: Gold."
    ]
    assert problems("granted by hand Gold for 1 year", "tags: []") == [
        "'1 year' is no time here: an example has no calendar. Did you mean 'Gold for 365 days'?"
    ]
