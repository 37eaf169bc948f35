"""Lines in a wrong column, and signs without their blank: the line at fault is told."""

import pytest

from bridge.rules.file import parse
from tests.rules.file.texts import problems

CRM = "crm: activecampaign\n"
GOLD = f"{CRM}memberships:\n  Gold:\n    items: product-12\n"
BELOW_NAME = ", and begin the other keys of this entry below 'name'"
NO_LIST = "no list stands here that this could belong to. Write"
OF_THE_FILE = (
    "cannot stand here. It is a part of the whole file. Begin its line in the first column."
)


# What was written, what is told, and the same text with just that done.
SLIPS = {
    "a membership's key beside it": (
        f"{CRM}memberships:\n  Gold:\n  items: product-12\n",
        "line 4: what belongs to 'Gold' is indented below it. Begin 'items' two columns further "
        "right, with all that stands below it.",
        GOLD,
    ),
    "several keys beside their membership": (
        f"{CRM}memberships:\n  Gold:\n  items:\n  - product-12\n  refund: off\n  paused: off\n",
        "line 4: what belongs to 'Gold' is indented below it. Begin 'items', 'refund' and 'paused' "
        "two columns further right, with all that stands below them.",
        f"{CRM}memberships:\n  Gold:\n    items:\n    - product-12\n    refund: off\n"
        "    paused: off\n",
    ),
    "memberships in the first column": (
        f"{CRM}memberships:\nGold:\n  items: product-12\nSilver:\n  items: product-13\n",
        "line 3: what belongs to 'memberships' is indented below it. Begin 'Gold' and 'Silver' two "
        "columns further right, with all that stands below them.",
        f"{GOLD}  Silver:\n    items: product-13\n",
    ),
    "rules below the memberships": (
        f"{GOLD}  rules:\n    - {{name: A, when: refund, add: X}}\n",
        "line 5: 'rules' is indented, so it is taken for a membership. Begin its line in the first "
        "column.",
        f"{GOLD}rules:\n    - {{name: A, when: refund, add: X}}\n",
    ),
    "rules within a membership": (
        f"{GOLD}    rules:\n      - {{name: A, when: refund, add: X}}\n",
        f"line 5, membership 'Gold': 'rules' {OF_THE_FILE}",
        f"{GOLD}rules:\n      - {{name: A, when: refund, add: X}}\n",
    ),
    "examples within a rule": (
        f"{CRM}rules:\n  - name: A\n    when: refund\n    add: X\n    examples:\n"
        "    - {given: refund, tags: X}\n",
        f"line 6, rule 'A': 'examples' {OF_THE_FILE}",
        f"{CRM}rules:\n  - name: A\n    when: refund\n    add: X\nexamples:\n"
        "    - {given: refund, tags: X}\n",
    ),
    "rules without their heading": (
        f"{GOLD}\n  - name: A\n    when: refund\n    add: X\n",
        f"line 6: {NO_LIST} 'rules:' on a line of its own above it, from the first column on.",
        f"{GOLD}\nrules:\n  - name: A\n    when: refund\n    add: X\n",
    ),
    "rules in the first column without their heading": (
        f"{GOLD}- name: A\n  when: refund\n  add: X\n",
        f"line 5: {NO_LIST} 'rules:' on a line of its own above it, from the first column on.",
        f"{GOLD}rules:\n- name: A\n  when: refund\n  add: X\n",
    ),
    "examples without their heading": (
        f"{GOLD}  - given: purchase product-12\n    tags: Gold\n",
        f"line 5: {NO_LIST} 'examples:' on a line of its own above it, from the first column on.",
        f"{GOLD}examples:\n  - given: purchase product-12\n    tags: Gold\n",
    ),
    "rules between two columns": (
        f"{GOLD} rules:\n    - {{name: A, when: refund, add: X}}\n",
        "line 5: 'rules' is a part of the whole file. Begin its line in the first column.",
        f"{GOLD}rules:\n    - {{name: A, when: refund, add: X}}\n",
    ),
    "memberships among the rules": (
        f"{CRM}rules:\n  - name: A\n    when: refund\n    add: X\n  memberships:\n    Gold:\n"
        "      items: product-12\n",
        "line 6: 'memberships' is a part of the whole file. Begin its line in the first column.",
        f"{CRM}rules:\n  - name: A\n    when: refund\n    add: X\nmemberships:\n    Gold:\n"
        "      items: product-12\n",
    ),
    "a rule's key in the first column": (
        f"{CRM}rules:\n  - name: A\n    when: refund\n    add: X\nremove: Y\n",
        "line 6: 'remove' cannot stand here. It belongs to a rule. Indent it below the rule's "
        "'- name:'.",
        f"{CRM}rules:\n  - name: A\n    when: refund\n    add: X\n    remove: Y\n",
    ),
    "a membership's key in the first column": (
        f"{GOLD}paused: off\n",
        "line 5: 'paused' cannot stand here. It belongs to a membership. Indent it below the "
        "membership's tag.",
        f"{GOLD}    paused: off\n",
    ),
    "a key without its colon": (
        GOLD.replace("items:", "items"),
        "line 4, membership 'Gold': the colon after 'items' is missing. Write 'items: product-12'.",
        GOLD,
    ),
    "keys without their colons": (
        f"{GOLD}    refund off\n".replace("items:", "items"),
        "line 4, membership 'Gold': the colon after 'items' is missing. Write 'items: …'.",
        GOLD,
    ),
    "a key without its colon before one with it": (
        f"{GOLD}    refund: off\n".replace("items:", "items"),
        "line 4: this line has no colon. Write 'key: value', with a blank after the colon.",
        f"{GOLD}    refund: off\n",
    ),
    "a key without its colon's blank": (
        GOLD.replace("items: ", "items:"),
        "line 4, membership 'Gold': the blank after the colon is missing. Write "
        "'items: product-12'.",
        GOLD,
    ),
    "items without their dashes' blanks, as far left as their key": (
        f"{CRM}memberships:\n  Gold:\n    items:\n    -product-12\n    -upsell-3\n",
        "line 5: the blank after the '-' is missing. Write '- product-12', and so in each line of "
        "the list.",
        f"{CRM}memberships:\n  Gold:\n    items:\n    - product-12\n    - upsell-3\n",
    ),
    "items without their dashes' blanks": (
        f"{CRM}memberships:\n  Gold:\n    items:\n      -product-12\n      -upsell-3\n",
        "line 5, membership 'Gold': the blank after the '-' is missing. Write '- product-12', and "
        "so in each line of the list.",
        f"{CRM}memberships:\n  Gold:\n    items:\n      - product-12\n      - upsell-3\n",
    ),
    "a tag without its dash's blank": (
        f"{CRM}rules:\n  - name: A\n    when: refund\n    add:\n      -VIP\n",
        "line 6, rule 'A': the blank after the '-' is missing. Write '- VIP'.",
        f"{CRM}rules:\n  - name: A\n    when: refund\n    add:\n      - VIP\n",
    ),
    "a rule without its dash's blank": (
        f"{CRM}rules:\n  -name: A\n   when: refund\n   add: X\n",
        f"line 3: the blank after the '-' is missing. Write '- name: A'{BELOW_NAME}.",
        f"{CRM}rules:\n  - name: A\n    when: refund\n    add: X\n",
    ),
    "a rule without its dash's blank, its keys in one column": (
        f"{CRM}rules:\n  -name: A\n  when: refund\n  add: X\n",
        f"line 3: the blank after the '-' is missing. Write '- name: A'{BELOW_NAME}.",
        f"{CRM}rules:\n  - name: A\n    when: refund\n    add: X\n",
    ),
    "a rule without its dash's blank, its keys where they belong": (
        f"{CRM}rules:\n  -name: A\n    when: refund\n    add: X\n",
        f"line 3: the blank after the '-' is missing. Write '- name: A'{BELOW_NAME}.",
        f"{CRM}rules:\n  - name: A\n    when: refund\n    add: X\n",
    ),
}


@pytest.mark.parametrize("case", SLIPS)
def test_a_slip_is_told_where_it_is_and_doing_what_it_says_is_enough(case: str) -> None:
    text, told, mended = SLIPS[case]
    assert problems(text) == [f"rules.yaml {told}"]
    assert parse(mended).warnings == ()


def test_mistakes_in_lines_that_slipped_are_told_at_once() -> None:
    text = f"{CRM}memberships:\nGold:\n  items: product_12\n"
    assert problems(text)[1:] == [
        "rules.yaml line 4, membership 'Gold': the item 'product_12' is not known. Did you mean "
        "'product-12'?"
    ]


def test_a_membership_s_tag_is_its_key() -> None:
    assert problems(f"{GOLD}    tag: Gold\n") == [
        "rules.yaml line 5, membership 'Gold': 'tag' cannot stand here. The membership's tag is "
        "its key. Take this line out."
    ]


def test_a_number_below_its_key_is_a_fine_tag() -> None:
    text = f"{CRM}rules:\n  - name: A\n    when: refund\n    add:\n      - -3\n      - '-x'\n"
    assert parse(text).rules[0].add == ("-3", "-x")
