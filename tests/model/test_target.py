"""By what a target is known, however it is spelt."""

import pytest

from bridge.model import Action, Sort, tag_key, target_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gold", " gold "),
        ("Tea &amp; Cake", "tea & cake"),
        ("Cafe\u0301", "CAFÉ"),
        ("STRASSE", "straße"),
    ],
)
def test_two_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert tag_key(one) == tag_key(other)


def test_targets_of_two_sorts_are_never_taken_for_one_another() -> None:
    assert len({target_key(sort, "News") for sort in Sort}) == len(Sort)
    assert target_key(Sort.TAG, "News") == "news"


def test_every_action_is_about_one_sort() -> None:
    about = {sort: [str(a) for a in Action if a.sort is sort] for sort in Sort}
    assert about == {
        Sort.TAG: ["add", "remove", "grant", "revoke", "trigger"],
        Sort.LIST: ["subscribe", "subscribe even after opt-out", "unsubscribe"],
        Sort.FIELD: ["set"],
        Sort.AUTOMATION: ["start automation"],
        Sort.ACCESS: [],
    }
