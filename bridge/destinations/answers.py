"""Reading what a CRM answered: its rows, its own words, and when it may be asked again."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import requests

LONGEST_QUIET = 15 * 60.0  # seconds; a CRM that names more is asked again after this
LONGEST_QUOTE = 200  # characters
_EMAIL = re.compile(r"[^\s'\"<>]+(?:@|%40)[^\s'\"<>]+", re.IGNORECASE)


@dataclass(frozen=True)
class CrmAnswer:
    """An answer in JSON; `says` is the CRM's own explanation with personal parts masked."""

    status: int
    body: Mapping[str, Any] = field(default_factory=dict)
    says: str = ""

    @property
    def good(self) -> bool:
        return self.status < 300

    def rows(self, name: str) -> list[Mapping[str, Any]]:
        """The objects listed under `name`, "" for a list at the top; anything else there is passed
        over."""
        rows = self.body.get(name)
        return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []

    def part(self, name: str) -> Mapping[str, Any]:
        """The object under `name`, empty when there is none."""
        part = self.body.get(name)
        return part if isinstance(part, dict) else {}

    @property
    def codes(self) -> set[str]:
        """The `code` of every error, for deciding without reading English."""
        return {str(row["code"]) for row in self.rows("errors") if row.get("code")}

    @property
    def is_there_already(self) -> bool:
        """Whether it refuses for what was asked for being so already. A database's own words come
        without a code."""
        said = self.says.lower()
        words = "duplicate entry" in said or "already exists" in said
        return self.status in (400, 409, 422) and ("duplicate" in self.codes or words)


def read(
    response: requests.Response,
    private: Iterable[str] = (),
    words: Callable[[Mapping[str, Any]], str] | None = None,
    *,
    takes_lists: bool = False,
) -> CrmAnswer | None:
    """The answer, or None where it holds no JSON object (nothing, a web page), nor a list where
    it `takes_lists`.

    204 means that nothing was due. `private` values never show in what the answer `says`; `words`
    finds its explanation where `words_of` would not.
    """
    if response.status_code == 204:
        return CrmAnswer(204)
    try:
        body = response.json()
    except requests.JSONDecodeError:
        return None
    if takes_lists and isinstance(body, list):
        return CrmAnswer(response.status_code, {"": body})
    if not isinstance(body, dict):
        return None
    return CrmAnswer(response.status_code, body, masked((words or words_of)(body), private))


def words_of(body: Mapping[str, Any]) -> str:
    """The explanation in `errors[]` (`title`, `detail`, `message`), or in `message` and `error`."""
    found: list[object] = []
    errors = body.get("errors")
    for row in errors if isinstance(errors, list) else []:
        if isinstance(row, dict):
            found += [row.get("title", ""), row.get("detail", ""), row.get("message", "")]
    found += [body.get("message", ""), body.get("error", "")]
    texts = [text.strip() for text in found if isinstance(text, str)]
    return " ".join(dict.fromkeys(text for text in texts if text))


def masked(text: str, private: Iterable[str] = ()) -> str:
    """On one line, not too long, without e-mail addresses and without the `private` values."""
    for value in sorted(private, key=len, reverse=True):  # one may stand within another
        if value.strip():
            whole = rf"(?<!\w){re.escape(value.strip())}(?!\w)"
            text = re.sub(whole, "…", text, flags=re.IGNORECASE)
    line = " ".join(_EMAIL.sub("…", text).split())
    return line if len(line) <= LONGEST_QUOTE else line[:LONGEST_QUOTE] + "…"


def quiet_for(response: requests.Response) -> float | None:
    """`Retry-After` in seconds (written as seconds or as an HTTP date), within bounds."""
    written = response.headers.get("Retry-After", "").strip()
    try:
        seconds = float(written)
    except ValueError:
        seconds = _until(written)
    return min(max(seconds, 0.0), LONGEST_QUIET) if seconds == seconds else None


def _until(date: str) -> float:
    """Seconds from now until an HTTP date; not a number when it is none."""
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return float("nan")
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (moment - datetime.now(UTC)).total_seconds()
