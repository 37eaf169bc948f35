"""What a rule grants, and nothing takes back."""

import pytest

from tests.rules.file.texts import in_membership, warned

GIVEN = "rules:\n  - {name: R, when: purchase, items: bump-12, grant: Workbook}\n"
NOTHING_TAKES = (
    "rules.yaml line 6, rule 'R': nothing takes 'Workbook' back that this gives, not even a "
    "refund. Write a rule with 'when: refund' and 'revoke', or a membership with the item; where "
    "it stays for good, write 'add'."
)


def test_what_is_granted_for_good_is_warned_of() -> None:
    assert warned(in_membership() + GIVEN) == (NOTHING_TAKES,)
    assert warned(in_membership() + GIVEN.replace("grant", "add")) == ()
    late = GIVEN.replace("grant", "after: 14 days, unless: refund, grant")
    assert warned(in_membership() + late) == ()


@pytest.mark.parametrize(
    ("taking", "told"),
    [
        ("items: bump-12, revoke: Workbook", ()),
        ("remove: Workbook", ()),
        ("items: bump-13, add: X", (NOTHING_TAKES,)),
    ],
)
def test_whatever_takes_it_is_enough(taking: str, told: tuple[str, ...]) -> None:
    taker = f"  - {{name: T, when: refund, {taking}}}\n"
    assert warned(in_membership() + GIVEN + taker) == told


@pytest.mark.parametrize("action", ["grant", "add"])
def test_a_membership_takes_back_what_its_own_items_gave_alone(action: str) -> None:
    text = in_membership() + GIVEN.replace("grant: Workbook", f"coupon: A, {action}: Gold")
    assert warned(text) == (
        "rules.yaml line 6, rule 'R': nothing takes 'Gold' back that this gives, not even a "
        "refund. Write the item into 'items' of the membership 'Gold' instead.",
    )
    assert not any("not even" in told for told in warned(text.replace("bump-12", "product-12")))
