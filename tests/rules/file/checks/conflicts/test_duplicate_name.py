"""Two rules of one name."""

from tests.rules.file.texts import in_membership, problems, rules


def test_a_name_in_use_is_told_with_its_line_whatever_its_capitals_and_whether_it_is_off() -> None:
    text = rules("when: purchase, add: X", "when: refund, enabled: no, add: Y")
    assert problems(text.replace("name: B", "name: a")) == [
        "rules.yaml line 4, rule 'a': the name is in use already, on line 3. Give each rule its "
        "own."
    ]


def test_a_part_of_a_membership_has_a_name_as_well() -> None:
    rule = rules("when: refund, add: Y").removeprefix("crm: activecampaign\n")
    assert problems(in_membership() + rule.replace("name: A", "name: 'Gold: refund'")) == [
        "rules.yaml line 6, rule 'Gold: refund': the name is in use already, on line 3, by a part "
        "of 'Gold'. Give each rule its own."
    ]
