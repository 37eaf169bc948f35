"""The sandbox account, with moods: calls about one thing that go wrong, odd spelling of tags."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

from bridge.sandbox.activecampaign import SandboxAccount
from bridge.sandbox.activecampaign.shapes import Answer, Request, number_of

FORBIDDEN = {"message": "You do not have permission to do that"}


@dataclass
class Mood:
    """`method` and `path` (`/contactTags`) name the call; `tag`, `list` and `email` what it is
    about. It is met `times` times (None: always); `done`: what was asked is done all the same."""

    method: str
    path: str
    status: int
    body: Mapping[str, object]
    tag: str = ""
    list: str = ""
    email: str = ""
    times: int | None = None
    done: bool = False


class MoodyAccount(SandboxAccount):
    """`spelled` is how it writes a tag's name in its answers; it knows all of them by any."""

    def __init__(self, *args: Any, spelled: Callable[[str], str] = str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.moods: list[Mood] = []
        self._spelled = spelled
        self._counting = Lock()

    def _respond(self, request: Request, key: str) -> Answer | None:
        mood = self._mood_for(request)
        answer = super()._respond(request, key) if mood is None or mood.done else None
        if mood is not None:
            return Answer(mood.status, mood.body)
        return answer and self._spelling(request, answer)

    def _spelling(self, request: Request, answer: Answer) -> Answer:
        if not request.path.endswith("/tags") or not isinstance(answer.body, dict):
            return answer
        told = json.loads(json.dumps(answer.body))
        for tag in [told["tag"]] if "tag" in told else told.get("tags", []):
            tag["tag"] = self._spelled(tag["tag"])
        return replace(answer, body=told)

    def _mood_for(self, request: Request) -> Mood | None:
        with self._counting:
            for mood in self.moods:
                if mood.times != 0 and self._concerns(mood, request):
                    mood.times = None if mood.times is None else mood.times - 1
                    return mood
        return None

    def _concerns(self, mood: Mood, request: Request) -> bool:
        if (mood.method, f"/api/3{mood.path}") != (request.method, request.path):
            return False
        about = next((part for part in request.body.values() if isinstance(part, dict)), {})
        wanted = {"tag": mood.tag, "list": mood.list, "email": mood.email}
        found = self._names(about)
        return all(found[word] == name for word, name in wanted.items() if name)

    def _names(self, about: Mapping[str, object]) -> dict[str, str]:
        """What a call's body is about, where it says so by numbers."""
        with self.account.lock:
            contact = self.account.contacts.get(number_of(about.get("contact")))
            tag = self.account.tags.get(number_of(about.get("tag")))
            list_ = self.account.besides.lists.get(number_of(about.get("list")))
            email = contact.email if contact else str(about.get("email", ""))
        return {
            "tag": tag.name if tag else "",
            "list": list_.name if list_ else "",
            "email": email.lower(),
        }
