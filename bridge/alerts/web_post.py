"""Alerts by a post to ALERT_URL, and the ping that all is well to HEARTBEAT_URL."""

from dataclasses import dataclass, field

import requests

from bridge.alerts.message import Message, NotSent

_SECONDS = 10.0


@dataclass(frozen=True)
class WebPost:
    """Slack reads `text` of what is posted, Discord `content`, and whoever else wants to, the
    sentences one by one.

    https://api.slack.com/messaging/webhooks and
    https://discord.com/developers/docs/resources/webhook#execute-webhook; that each leaves the
    other's field alone is not verified.
    """

    url: str = field(repr=False)
    seconds: float = _SECONDS

    def send(self, message: Message) -> None:
        words = f"{message.subject}\n{message.text}"
        told = {"text": words, "content": words[:2000],  # Discord takes no more
                "began": [*message.began], "ended": [*message.ended]}  # fmt: skip
        _post(self.url, self.seconds, told)


@dataclass(frozen=True)
class Heartbeat:
    """Pinged again and again while all is well, as healthchecks.io wants it: whoever waits for it
    notices that it stays away, also when nothing of the bridge runs any more."""

    url: str = field(repr=False)
    seconds: float = _SECONDS

    def ping(self) -> None:
        """Raises NotSent."""
        _post(self.url, self.seconds)


def _post(url: str, seconds: float, told: object = None) -> None:
    # The address itself is a secret there, so no words of the error are passed on.
    try:
        with requests.post(
            url, json=told, timeout=seconds, allow_redirects=False, stream=True
        ) as answer:
            status = answer.status_code
    except (requests.RequestException, ValueError) as error:
        raise NotSent(f"The address could not be reached ({type(error).__name__}).") from None
    if status >= 300:
        raise NotSent(f"The address answered {status}.")
