"""What a person is told, as she reads it."""

from bridge.alerts.message import BY_COMMANDS, Message

KEY = "ActiveCampaign refused the key (403)."
TAG = "The tag 'Gold' does not exist in ActiveCampaign: 14 people wait for it."


def test_one_trouble_says_where_to_go_on() -> None:
    told = Message([KEY])
    assert told.subject == "The bridge needs you"
    assert told.text == f"- {KEY}\nThe console says more under Needs you."


def test_without_a_console_it_leads_to_commands() -> None:
    told = Message([KEY], where=BY_COMMANDS)
    assert told.text == f"- {KEY}\n`bridge check --online` and `bridge events` say more."


def test_several_are_counted_and_what_is_over_stands_apart() -> None:
    told = Message([KEY, TAG], ["No worker was seen."])
    assert told.subject == "The bridge needs you: 2 things"
    assert told.text.splitlines() == [
        f"- {KEY}",
        f"- {TAG}",
        "The console says more under Needs you.",
        "",
        "Over:",
        "- No worker was seen.",
    ]


def test_good_news_alone_is_good_news() -> None:
    told = Message(ended=[KEY])
    assert (told.subject, told.text) == ("The bridge: it is over", f"Over:\n- {KEY}")
