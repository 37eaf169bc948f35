"""Keys and words of a file as its owner sees them."""

from tests.rules.file.texts import in_rule, problems


def test_a_key_that_stands_twice_is_told_with_the_line_of_the_first() -> None:
    assert problems(in_rule("add: X", "add: Y")) == [
        "rules.yaml line 6, rule 'A': the key 'add' stands twice; first on line 5. Keep one."
    ]


def test_a_rule_begun_without_its_dash_is_told_once() -> None:
    begun = "    name: B\n    when: refund\n    add: Y\n"
    assert problems(in_rule("add: X") + begun) == [
        "rules.yaml line 6, rule 'A': 'name' stands twice in this rule; a new rule begins with "
        "'- name:'. Is the dash missing?"
    ]


def test_memberships_in_the_first_column_are_put_below_and_read_on() -> None:
    text = "crm: activecampaign\nmemberships:\nGold:\n  items: product-1\n  patience: ever\n"
    assert problems(text) == [
        "rules.yaml line 3: what belongs to 'memberships' is indented below it. Begin 'Gold' two "
        "columns further right, with all that stands below it.",
        "rules.yaml line 5, membership 'Gold': the time 'ever' is not known. Write seconds, "
        "minutes or hours, like 60 seconds; or 0 for none.",
    ]


def test_keys_that_each_have_a_dash_are_one_rule() -> None:
    text = "crm: activecampaign\nrules:\n  - name: A\n  - when: purchase\n  - add: VIP\n"
    assert problems(text) == [
        f"rules.yaml line {line}: the '-' before '{key}' begins another rule. Take it out, so "
        f"that '{key}' stands below 'name'."
        for line, key in ((4, "when"), (5, "add"))
    ]
