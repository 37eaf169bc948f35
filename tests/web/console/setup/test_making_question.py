"""Before a name is made in an account it is asked, with all that is made."""

import pytest
from flask import Flask

from bridge.model import Destination, Sort
from bridge.web.console.setup import making_question as asked_in
from bridge.web.console.setup.making_question import making_question

GOLD, NEWS = (Sort.TAG, "Gold"), (Sort.LIST, "News")
AT = Destination("activecampaign", "activecampaign")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """What the page is given."""
    found: dict[str, object] = {}

    def confirm(title: str, sentences: list[str], **more: object) -> str:
        found.update(more, title=title, sentences=sentences)
        return ""

    monkeypatch.setattr(asked_in, "confirm_first", confirm)
    return found


def test_one_is_named_and_the_answer_goes_where_the_form_came_from(
    asked: dict[str, object],
) -> None:
    form = {"from": "needs", "name": "Gold", "sort": "tag", "other": "x"}
    with Flask(__name__).test_request_context(method="POST", data=form):
        making_question([GOLD], AT, "Nobody gets it.", action="/make", back="/needs")
    assert asked == {
        "title": "Make the tag 'Gold' in ActiveCampaign?",
        "sentences": ["ActiveCampaign has no tag 'Gold'.", "Nobody gets it."],
        "action": "/make",
        "button": "Make it",
        "back": "/needs",
        "fields": {"destination": "activecampaign", "sure": "yes", "from": "needs",
                   "name": "Gold", "sort": "tag"},
    }  # fmt: skip


def test_of_several_each_is_told_and_what_is_to_be_known_stands_first(
    asked: dict[str, object],
) -> None:
    with Flask(__name__).test_request_context(method="POST", data={"from": ""}):
        making_question(
            [GOLD, NEWS], AT, "Nobody gets it.", action="/make", back="/", before=["Wait."]
        )
    assert asked["title"] == "Make 2 names in ActiveCampaign?"
    assert asked["button"] == "Make all 2"
    assert asked["sentences"] == [
        "Wait.",
        "ActiveCampaign has no tag 'Gold'.",
        "ActiveCampaign has no list 'News'.",
        "Nobody gets it.",
    ]
    assert asked["fields"] == {"destination": "activecampaign", "sure": "yes"}
