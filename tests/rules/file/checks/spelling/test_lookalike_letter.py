"""A tag that only looks like another one."""

import pytest

from tests.rules.file.texts import rules, warned

CYRILLIC_O, GREEK_A = "\u043e", "\u0391"


def both(first: str, second: str, key: str = "add") -> tuple[str, ...]:
    """What is said of a rule for each."""
    return warned(rules(f"when: purchase, {key}: {first}", f"when: refund, {key}: {second}"))


@pytest.mark.parametrize(
    ("odd", "plain", "letter"),
    [
        (f"G{CYRILLIC_O}ld", "Gold", "U+043E, cyrillic small letter o"),
        (f"{GREEK_A} Club", "A Club", "U+0391, greek capital letter alpha"),
        ("Gold – Year", "Gold - Year", "U+2013, en dash"),
    ],
)
def test_a_tag_that_only_looks_like_another_is_doubted(odd: str, plain: str, letter: str) -> None:
    told = f"the tag '{odd}' looks like '{plain}' and is another one: it holds {letter}. Type it"
    assert both(plain, odd) == (f"rules.yaml line 4, rule 'B': {told} anew.",)
    assert both(odd, plain) == (f"rules.yaml line 3, rule 'A': {told} anew.",)


def test_a_digit_for_a_letter_is_doubted_in_a_list_as_well() -> None:
    assert both("VIP", "V1P", key="unsubscribe") == (
        "rules.yaml line 4, rule 'B': the list 'V1P' looks like 'VIP' and is another one: it holds "
        "U+0031, digit one. Make both the same.",
    )


def test_tags_in_another_alphabet_alone_are_not_doubted() -> None:
    assert both("[Клуб, Αθήνα, Gold]", "[Level 1, Level 2, Level 10]") == ()


def test_a_tag_and_a_list_may_look_alike() -> None:
    assert warned(rules("when: purchase, add: VIP, subscribe: V1P")) == ()
