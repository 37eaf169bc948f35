"""What an answer's status means for what happens next, in sentences for people."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import requests

from bridge.destinations.answers import CrmAnswer, quiet_for, read, words_of
from bridge.model.errors import AccountRefused, CrmRefused, CrmUnavailable

SHORT = 5.0  # seconds of Retry-After that are worth waiting for on the spot
QUIET_AFTER_429 = 1.0  # seconds, where the CRM names none
_NUMBER = re.compile(r"/\d+")


class Passing(CrmUnavailable):
    """Likely over in seconds, and safe to try again."""


class TargetRefused(CrmRefused):
    """One tag, list, field or automation that cannot be had; the rest of the plan goes on."""


class CallRefused(CrmRefused):
    """One call was refused, and the key is good for others. `says` are their words, if any."""

    def __init__(self, message: str, status: int, says: str) -> None:
        self.status = status
        self.says = says
        super().__init__(message)


@dataclass(frozen=True)
class VendorNames:
    """How messages name the CRM and the settings its user may have to check; `key_hint` is what
    else a refused key may mean there."""

    crm: str
    url_setting: str
    key_setting: str
    key_hint: str = ""


@dataclass(frozen=True)
class Request:
    """One call. A 4xx status comes back as an answer only when it stands in `accept`; `repeat` is
    False where a second request could do harm; values in `private` are masked in messages; `about`
    names what it is about besides the contact, such as a tag's id; `shown` is the path as people
    and the record may see it, where the path itself holds an address. A good answer without what is
    named in `due` counts as none: a list that is not there is no empty one."""

    method: str
    path: str
    query: Mapping[str, str | Sequence[str]] | None = None
    body: object = None
    accept: Collection[int] = ()
    repeat: bool = True
    private: tuple[str, ...] = ()
    about: str = ""
    shown: str = ""
    due: str = ""

    @property
    def place(self) -> str:
        """The path without anything personal."""
        return self.shown or self.path

    @property
    def thing(self) -> str:
        """What a refusal of it would be about, whoever the contact is."""
        return f"{self.method} {_NUMBER.sub('/{id}', self.place)} {self.about}"

    def __str__(self) -> str:
        return f"{self.method} {self.place}"


class KeyRefused(AccountRefused):
    """The key or the address was refused at one call. `alone` is what came of that call if both are
    good for others: its answer, where this status was awaited."""

    def __init__(self, message: str, alone: CrmRefused | CrmAnswer) -> None:
        self.alone = alone
        super().__init__(message)


class Signs:
    """By which signs a CRM says what; one that says it otherwise has a subclass of its own.

    `takes_lists`: a list may stand at the top of its answers, as `rows("")`.
    """

    takes_lists: ClassVar[bool] = False

    def is_over_limit(self, response: requests.Response) -> bool:
        """Said with 429, or by some with 400 and these words alone (no code comes along)."""
        if response.status_code != 400:
            return response.status_code == 429
        answer = self.answer(response)
        return answer is not None and "rate limit exceeded" in answer.says.lower()

    def is_final(self, response: requests.Response) -> bool:  # noqa: ARG002 - for others
        """Whether a status of 500 and more is a refusal, and asking again is in vain."""
        return False

    def holds_account(self, response: requests.Response) -> bool:  # noqa: ARG002 - for others
        """Whether one call too many is about all contacts, and not about this one alone."""
        return True

    def quiet_for(self, response: requests.Response) -> float | None:
        """For how many seconds it asks not to be called, where it cannot answer now."""
        return quiet_for(response)

    def rest_after(self, response: requests.Response) -> float | None:  # noqa: ARG002 - for others
        """For how many seconds nobody should call it after this answer, good or not."""
        return None

    def answer(self, response: requests.Response, private: Iterable[str] = ()) -> CrmAnswer | None:
        """What it says; None where that is not what was due."""
        return read(response, private, self.words, takes_lists=self.takes_lists)

    def words(self, body: Mapping[str, Any]) -> str:
        """Its own explanation of a refusal."""
        return words_of(body)

    def turned_away(self, response: requests.Response) -> bool:
        """Whether the CRM cannot answer now."""
        if response.status_code >= 500:
            return not self.is_final(response)
        return self.is_over_limit(response)


def busy(
    named: VendorNames, request: Request, response: requests.Response, signs: Signs
) -> tuple[CrmUnavailable, float | None]:
    """What to raise for 429 and 5xx, and for how many seconds nobody should call."""
    status, quiet = response.status_code, signs.quiet_for(response)
    sentence = f"{named.crm} answered {status} to {request}."
    is_over_limit = signs.is_over_limit(response)
    if is_over_limit:  # it was turned away, so that repeating it is always safe
        sentence = f"{named.crm} asks for fewer requests ({status})."
        quiet = quiet or QUIET_AFTER_429
    passing = is_over_limit or (request.repeat and status in (502, 503, 504))
    kind = Passing if passing and (quiet or 0) <= SHORT else CrmUnavailable
    trouble = kind(sentence, quiet, untouched=is_over_limit)
    return trouble, quiet if signs.holds_account(response) else None


def judged(
    named: VendorNames, request: Request, response: requests.Response, signs: Signs
) -> CrmAnswer:
    """The answer, when it is good or awaited. Raises as `Connection.call` says."""
    status, answer = response.status_code, signs.answer(response, request.private)
    if answer is not None and answer.good and request.due and request.due not in answer.body:
        answer = None
    if answer is not None and (answer.good or status in request.accept):
        return answer
    refused = with_their_words(_account_refused(named, status), named.crm, answer)
    if status in (401, 403, 404):
        awaited = status in request.accept
        raise KeyRefused(
            refused, CrmAnswer(status) if awaited else _alone(named, request, answer, status)
        )
    if refused:
        raise AccountRefused(refused)
    if answer is None:
        without = f"answered {status} to {request} without the JSON that was due"
        raise CrmUnavailable(f"{named.crm} {without}.")
    raise _alone(named, request, answer, status)


def _alone(
    named: VendorNames, request: Request, answer: CrmAnswer | None, status: int
) -> CallRefused:
    sentence = with_their_words(f"{named.crm} refused {request} ({status}).", named.crm, answer)
    return CallRefused(sentence, status, answer.says if answer else "")


def _account_refused(named: VendorNames, status: int) -> str:
    """Our sentence when the account as a whole refuses, else nothing."""
    if status == 402:
        return f"{named.crm} wants payment (402). Check the account's plan and billing there."
    if status in (401, 403):
        ours = f"{named.crm} refused the key ({status}). Check {named.key_setting}."
        return f"{ours} {named.key_hint}".strip()
    if 300 <= status < 400 or status == 404:
        address = named.url_setting
        return f"No {named.crm} API answers behind {address} ({status}). Check {address}."
    return ""


def with_their_words(sentence: str, crm: str, answer: CrmAnswer | None) -> str:
    """Our sentence, then theirs, where they said something."""
    said = answer.says if answer and sentence else ""
    return f"{sentence} {crm} says: '{said}'" if said else sentence
