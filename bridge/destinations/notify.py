"""Tells a site that a contact's tags changed, where it would look at them late.

AccessAlly reads the tags of somebody who is logged in up to a day late, unless its address for that
was asked: `https://SITE/?aal_updateuser=KEY`. That call only marks the person; the tags are read
from the CRM. Never another command: others make log-ins or take subscriptions away, and Memberium's
address replaces a person's tags by those in the post, or deletes her user.

https://kb.accessally.com/tutorials/your-guide-to-http-post-webhook-commands-when-to-use-them/
"""

import logging
import time
from collections.abc import Callable
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

import requests

from bridge.model.errors import ConfigError

COMMAND = "aal_updateuser"
_EXAMPLE = f"https://members.example.com/?{COMMAND}"
_SILENCE = 60.0  # seconds
_NOT_TOLD = (
    "The site of NOTIFY_URL was not told that tags changed: %s. It is told again of what changes "
    "after %d s; what changes until then it sees when it looks by itself."
)
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}

logger = logging.getLogger(__name__)
# Its DEBUG lines hold whole addresses with their query, which is the key here.
logging.getLogger("urllib3").setLevel(logging.ERROR)


class Notifier:
    """One post for each contact whose tags changed: best effort, never tried again. After one that
    was in vain nobody is told for a minute, so that a site that is away holds no worker up.

    `url` is NOTIFY_URL, with or without a stand-in for the key (`=KEY`); `key` is NOTIFY_KEY.
    `timeout` is in seconds, for connecting and for the answer. Raises ConfigError for settings that
    cannot be used.
    """

    def __init__(
        self, url: str, key: str, timeout: float = 3.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        address = _split(url)
        problems = _problems(address, key)
        if problems:
            raise ConfigError(problems)
        query = urlencode({COMMAND: key.strip()})
        self._url = address._replace(query=query, fragment="").geturl()
        self._timeout = timeout
        self._clock = clock
        self._silent_until = -_SILENCE

    def changed(self, contact_id: str, email: str) -> None:
        """Never raises, and logs neither address nor key nor e-mail."""
        if self._clock() < self._silent_until:
            return
        try:
            trouble = self._post({"contact[id]": contact_id, "contact[email]": email})
        except requests.Timeout:
            trouble = f"it gave no answer within {self._timeout:g} s"
        except (requests.RequestException, ValueError):
            trouble = "it could not be reached"
        if trouble:
            self._silent_until = self._clock() + _SILENCE
            logger.warning(_NOT_TOLD, trouble, int(_SILENCE))

    def _post(self, form: dict[str, str]) -> str:
        """What was wrong, if anything; the form is the one that CRMs post to it."""
        with requests.post(
            self._url,
            data=form,
            timeout=self._timeout,
            allow_redirects=False,  # the key must not follow to another host
            stream=True,  # a page that never ends is not read
        ) as response:
            return "" if response.status_code < 300 else f"it answered {response.status_code}"


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url.strip())
    except ValueError:
        return urlsplit("")


def _problems(address: SplitResult, key: str) -> list[str]:
    problems = []
    allowed = {"https", "http"} if address.hostname in _LOOPBACK else {"https"}
    if address.scheme not in allowed or not address.hostname or address.username is not None:
        problems.append(f"NOTIFY_URL must be an https:// address. It looks like {_EXAMPLE}.")
    elif [name for name, _ in parse_qsl(address.query, keep_blank_values=True)] != [COMMAND]:
        problems.append(
            f"NOTIFY_URL must end in ?{COMMAND}, and have no other parameter. It looks like"
            f" {_EXAMPLE}."
        )
    elif parse_qsl(address.query, keep_blank_values=True)[0][1] not in ("", "KEY"):
        problems.append(
            f"The key does not belong into NOTIFY_URL, which ends in ?{COMMAND}."
            " Put it into NOTIFY_KEY."
        )
    if not key.strip():
        problems.append(
            "NOTIFY_KEY is missing. AccessAlly shows it at the end of the address that it gives for"
            f" {COMMAND}."
        )
    return problems
