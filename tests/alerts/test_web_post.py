"""Alerts by a post, and the ping that all is well."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import requests
import responses

from bridge.alerts.message import Message, NotSent
from bridge.alerts.web_post import Heartbeat, WebPost

URL = "https://hooks.example.com/services/SECRET"
TOLD = Message(["ActiveCampaign refused the key (403)."], ["No worker was seen."])


@responses.activate
def test_it_is_read_by_slack_by_discord_and_by_others() -> None:
    post = responses.post(URL, body="ok")
    WebPost(URL).send(TOLD)
    told = json.loads(post.calls[0].request.body)
    words = f"{TOLD.subject}\n{TOLD.text}"
    assert told == {
        "text": words,
        "content": words,
        "began": ["ActiveCampaign refused the key (403)."],
        "ended": ["No worker was seen."],
    }


@responses.activate
def test_discord_gets_no_more_than_it_takes() -> None:
    post = responses.post(URL)
    WebPost(URL).send(Message(["x" * 5000]))
    assert len(json.loads(post.calls[0].request.body)["content"]) == 2000


@responses.activate
@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"status": 404}, "The address answered 404."),
        ({"status": 302, "headers": {"Location": "https://example.com"}}, "answered 302."),
        ({"body": requests.ConnectTimeout(URL)}, "could not be reached (ConnectTimeout)."),
    ],
)
def test_what_did_not_get_there_is_said_without_the_address(
    answer: dict[str, Any], said: str
) -> None:
    responses.post(URL, **answer)
    attempts: list[Callable[[], None]] = [partial(WebPost(URL).send, TOLD), Heartbeat(URL).ping]
    for attempt in attempts:
        with pytest.raises(NotSent) as error:
            attempt()
        assert str(error.value).endswith(said)
        assert "SECRET" not in f"{error.value!r} {WebPost(URL)!r} {Heartbeat(URL)!r}"


@responses.activate
def test_the_ping_says_nothing_but_that_it_came() -> None:
    post = responses.post(URL)
    Heartbeat(URL).ping()
    assert not post.calls[0].request.body
