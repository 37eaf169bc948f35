"""One rule that asks for a target in two ways."""

import pytest

from bridge.rules.file import parse
from tests.rules.file.texts import in_rule, problems

SENSE = {
    "subscribe and unsubscribe": (
        in_rule("subscribe: News", "unsubscribe: news"),
        "the list 'news' stands behind both 'subscribe' and 'unsubscribe'. Keep one.",
    ),
    "subscribe in two ways": (
        in_rule("subscribe: News", "subscribe even after opt-out: News"),
        "the list 'News' stands behind both 'subscribe' and 'subscribe even after opt-out'. "
        "Keep one.",
    ),
}


@pytest.mark.parametrize("case", SENSE)
def test_a_rule_that_contradicts_itself_is_refused(case: str) -> None:
    text, expected = SENSE[case]
    assert problems(text) == [f"rules.yaml line 3, rule 'A': {expected}"]


def test_a_tag_and_a_list_may_have_one_name() -> None:
    assert parse(in_rule("remove: News", "subscribe: News")).warnings == ()
