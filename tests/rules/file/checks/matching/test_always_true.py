"""A condition that the event always meets."""

from tests.rules.file.texts import in_rule, warned


def test_how_long_ago_the_order_was_is_no_question_to_the_order_itself() -> None:
    assert warned(in_rule("since order: at most 14 days", "add: X")) == (
        "rules.yaml line 3, rule 'A': a 'purchase' is the order itself, so 'since order: at most "
        "14 days' is always true of it. Take 'since order' out, or wait for a later event.",
    )
    assert warned(in_rule("all: [{since order: at most 1 day}]", "add: X")) != ()


def test_a_rule_that_waits_for_a_later_event_besides_may_ask() -> None:
    later = "[purchase, refund]"
    assert warned(in_rule("since order: at most 14 days", "add: X", when=later)) == ()
