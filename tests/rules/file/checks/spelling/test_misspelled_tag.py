"""A tag that is taken off, and is one letter away from one that is put on."""

import pytest

from tests.rules.file.texts import in_membership, warned

RULE = "rules:\n  - name: R\n    items: product-12\n"


@pytest.mark.parametrize("slip", ["Member Gols", "Member Gol", "Membre Gold", "Member Golds"])
def test_a_remove_that_is_a_slip_away_from_a_tag_that_is_put_on_is_warned_of(slip: str) -> None:
    file = in_membership().replace("Gold", "Member Gold")
    rule = f"{RULE}    when: refund\n    remove: {slip}\n"
    assert warned(file + rule) == (
        f"rules.yaml line 6, rule 'R': it takes off '{slip}', which no rule puts on. Did you mean "
        "'Member Gold'?",
    )


def test_tags_that_differ_by_a_digit_or_are_put_on_as_well_are_no_slips() -> None:
    file = in_membership().replace("Gold", "Level 1")
    assert warned(f"{file}{RULE}    when: refund\n    remove: [Level 2, Level]\n") == ()
    both = f"{RULE}    when: refund\n    remove: Levels\n  - {{name: S, when: purchase, add: "
    assert warned(in_membership().replace("Gold", "Level") + f"{both}Levels}}\n") == ()
