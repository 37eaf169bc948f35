"""Below a failing example stands at which step it came or went, or nearly came."""

from bridge.rules.file import parse
from bridge.rules.file.examples import run as examples

GOLD = "crm: activecampaign\nmemberships:\n  Gold: {items: product-12, plans: 90222}\n"


def reasons(given: str, tags: str, rules: str = GOLD) -> list[str]:
    """What stands below the tables."""
    (failure,) = examples.run(parse(f"{rules}examples:\n  - {{given: {given}, tags: {tags}}}\n"))
    return [line.strip() for line in failure.splitlines() if " at step " in line]


def test_what_came_too_much_is_told_with_the_step_at_which_it_came() -> None:
    bought = "purchase product-12 plan 90222"
    assert reasons(f"[{bought}, paused product-12, nothing]", "[]") == [
        f"'Gold' came at step 1 ({bought}).",
        "'GoldSUSP' came at step 2 (paused product-12).",
    ]


def test_several_of_one_step_are_told_together() -> None:
    both = "rules:\n  - {name: Both, when: abandoned cart, add: [Asked, Begun]}\n"
    assert reasons("[abandoned cart, nothing]", "[]", GOLD + both) == [
        "'Asked' and 'Begun' came at step 1 (abandoned cart)."
    ]


def test_what_never_came_is_told_with_the_nearest_step_and_what_it_lacked() -> None:
    assert reasons("[purchase product-12 plan 90333, nothing]", "Gold") == [
        "'Gold' nearly came at step 1 (purchase product-12 plan 90333), but 'Gold: purchase' "
        "(line 3): only pricing option 90222; this was 90333."
    ]


def test_of_the_only_step_it_is_not_said_again() -> None:
    assert reasons("purchase product-12 plan 90222", "[]") == []


def test_what_a_step_lacks_altogether_is_told() -> None:
    assert reasons(
        "[purchase product-12 plan 90222, payment failed, nothing]", "[Gold, GoldPAYF]"
    ) == [
        "'GoldPAYF' nearly came at step 2 (payment failed), but 'Gold: payment failed' (line 3): "
        "it is about certain items, and this event names none."
    ]
    text = GOLD.replace("memberships", "test_events: ignore\nmemberships")
    assert reasons("[purchase product-12 plan 90222 with mode test, nothing]", "Gold", text) == [
        "'Gold' nearly came at step 1 (purchase product-12 plan 90222 with mode test), but this is "
        "a test-mode event, and the file says test_events: ignore."
    ]
