"""A list that is named once (&) and used again (*): each slip leads to what was meant."""

import pytest

from bridge.rules.file import parse
from tests.rules.file.texts import problems

HEAD = "crm: activecampaign\nrules:\n  - name: A\n    when: purchase\n"
QUOTED = ", or put it in quotes if it is a text"
NOTHING = "so '*courses' repeats nothing. Write out what it was to repeat"
A_LIST = (
    "a list cannot stand here, where one item is due. The '*' stands for a whole list. Write its "
    "entries out."
)
AT_THE_BEGINNING = "at the beginning of a text has a meaning of its own in YAML. Put it in quotes."


def two(one: str, other: str) -> str:
    """Two rules, with one line each: on line 5 and on line 9."""
    return f"{HEAD}    {one}\n    add: X\n  - name: B\n    when: refund\n    {other}\n    add: Y\n"


SLIPS = {
    "a name that stands nowhere": (
        two("items: *courses", "items: product-1"),
        f"line 5: no '&courses' stands above, {NOTHING}.",
    ),
    "a name that stands nowhere, below its key": (
        two("items:\n      - *courses", "items: product-1"),
        f"line 6: no '&courses' stands above, {NOTHING}.",
    ),
    "a name that stands nowhere, among tags": (
        two("trigger: [X, *courses]", "items: product-1"),
        f"line 5: no '&courses' stands above, {NOTHING}{QUOTED}.",
    ),
    "a name only in a comment": (
        two("# &courses", "items: *courses"),
        f"line 9: no '&courses' stands above, {NOTHING}.",
    ),
    "a name that comes only below": (
        two("items: *courses", "items: &courses [product-1]"),
        "line 5: '*courses' repeats what is named '&courses' above it, and that name comes only "
        "on line 9. Write '&courses' and the list here, and '*courses' there.",
    ),
    "a name in other letters": (
        two("items: &courses [product-1]", "items: *Courses"),
        "line 9: no '&Courses' stands above, so '*Courses' repeats nothing. Did you mean "
        "'*courses'?",
    ),
    "a list within a list": (
        two("items: &courses [product-1]", "items: [*courses, product-2]"),
        f"line 9, rule 'B': {A_LIST}",
    ),
    "a list among the lines of one": (
        two("items: &courses [product-1]", "items:\n      - product-2\n      - *courses"),
        f"line 11, rule 'B': {A_LIST}",
    ),
    "a name without its blank": (
        two("items: &courses[product-1]", "items: *courses"),
        "line 5: the blank after '&courses' is missing. Write '&courses [product-1]'.",
    ),
    "a star for any item": (
        two("items: *", "items: product-1"),
        "line 5: for any item, leave 'items' out. A membership names its own.",
    ),
    "a star before a text": (
        two("trigger: *VIP!", "items: product-1"),
        f"line 5: a '*' {AT_THE_BEGINNING}",
    ),
    "a & before a text": (
        two("trigger: & more", "items: product-1"),
        f"line 5: a '&' {AT_THE_BEGINNING}",
    ),
    "a & and a text of one word": (
        two("trigger: &more", "items: product-1"),
        "line 5, rule 'A': 'trigger' has no value. Write one, or take the line out. (A text that "
        "begins with & is put in quotes.)",
    ),
}


@pytest.mark.parametrize("case", SLIPS)
def test_a_slip_with_a_named_list_is_told_where_it_is_and_what_to_do(case: str) -> None:
    text, told = SLIPS[case]
    assert problems(text) == [f"rules.yaml {told}"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("items: product-1", "items: product-1"),
        ("items: &courses [product-1]", "items: *courses"),
        ("items: &courses [product-1]", "items: [product-1, product-2]"),
    ],
)
def test_what_it_proposes_is_fine(one: str, other: str) -> None:
    assert parse(two(one, other)).rules[0].items == ("product-1",)
