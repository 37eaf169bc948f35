"""Letters that nobody sees, in a name that looks right."""

from tests.rules.file.texts import in_membership, in_rule, warned


def test_two_blanks_in_a_membership_s_name_are_told_with_it() -> None:
    assert warned(in_membership().replace("Gold", "Gold  one")) == (
        "rules.yaml line 3, membership 'Gold  one': the tag 'Gold  one' holds two blanks in a row, "
        "so it is another tag than it seems. Take one of them out.",
    )


def test_a_letter_that_joins_others_into_one_is_meant() -> None:
    assert warned(in_rule("add: \U0001f469\u200d\U0001f4bb Hot")) == ()
