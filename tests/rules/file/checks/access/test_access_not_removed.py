"""Doors that stay open to who has left: warned of, and how to mend."""

import pytest

from tests.rules.file.texts import in_membership, warned

RULE = "rules:\n  - name: R\n    items: product-12\n"

COURSE = ("style: accessally", "trigger tag: in", "revoke tag: out", "failed payment tag: due")


def _open(kind: str, usual: str, opening: str = "Gold") -> str:
    return (
        f"membership 'Gold': what '{kind}' does here takes the place of '{usual}', so '{opening}' "
        f"stays open after it. Write '{usual}' there, too; or, where it shall stay open, "
        f"'{kind}: off', and the rest in a rule of its own."
    )


OPEN = {
    ("refund: {add: Refunded}",): _open("refund", "revoke: Gold"),
    ("cancelled: {add: Left}",): _open("cancelled", "add: GoldCANC"),
    ("cancelled: {add: Left, at: period end}",): _open("cancelled", "add: GoldCANC"),
    ("style: plain", "cancelled: {add: Left}"): _open("cancelled", "revoke: Gold"),
    (*COURSE, "refund: {add: Refunded}"): _open("refund", "trigger: out", "in"),
}


@pytest.mark.parametrize("parts", OPEN)
def test_an_end_of_a_sale_that_takes_no_access_is_warned_of(parts: tuple[str, ...]) -> None:
    line = 4 + len(parts)
    assert warned(in_membership(*parts)) == (f"rules.yaml line {line}, {OPEN[parts]}",)


@pytest.mark.parametrize(
    "parts",
    [
        ("refund: {add: Refunded, revoke: Gold}",),
        ("refund: {add: GoldCANC}",),
        ("cancelled: {add: [Left, GoldCANC]}",),
        ("refund: off", "cancelled: off"),
        ("suffixes: {cancelled: ' - left'}", "cancelled: {add: [Gold - left, Left]}"),
        (*COURSE, "refund: {add: Refunded, trigger: out}"),
    ],
)
def test_an_end_of_a_sale_that_takes_the_access_its_own_way_is_not_warned_of(
    parts: tuple[str, ...],
) -> None:
    assert warned(in_membership(*parts)) == ()


def test_a_rule_may_take_the_access_that_a_part_leaves() -> None:
    rule = f"{RULE}    when: refund\n    refund: full\n    revoke: Gold\n"
    assert warned(in_membership("refund: {add: Refunded}") + rule) == ()
