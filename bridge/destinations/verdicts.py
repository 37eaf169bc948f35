"""What an answer's status means for what happens next, in sentences for people."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import requests

from bridge.destinations.answers import CrmAnswer, quiet_for, read
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
    """How messages name the CRM and the settings its user may have to check."""

    crm: str
    url_setting: str
    key_setting: str


@dataclass(frozen=True)
class Request:
    """One call. A 4xx status comes back as an answer only when it stands in `accept`; `repeat` is
    False where a second request could do harm; values in `private` are masked in messages; `about`
    names what it is about besides the contact, such as a tag's id."""

    method: str
    path: str
    query: Mapping[str, str] | None = None
    body: object = None
    accept: Collection[int] = ()
    repeat: bool = True
    private: tuple[str, ...] = ()
    about: str = ""

    @property
    def thing(self) -> str:
        """What a refusal of it would be about, whoever the contact is."""
        return f"{self.method} {_NUMBER.sub('/{id}', self.path)} {self.about}"

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


class KeyRefused(AccountRefused):
    """The key or the address was refused at one call. `alone` is what came of that call if both are
    good for others: its answer, where this status was awaited."""

    def __init__(self, message: str, alone: CrmRefused | CrmAnswer) -> None:
        self.alone = alone
        super().__init__(message)


def turned_away(response: requests.Response) -> bool:
    """Whether the CRM cannot answer now."""
    return response.status_code >= 500 or is_over_limit(response)


def is_over_limit(response: requests.Response) -> bool:
    """Said with 429, or by some with 400 and these words alone (no code comes along)."""
    if response.status_code != 400:
        return response.status_code == 429
    answer = read(response)
    return answer is not None and "rate limit exceeded" in answer.says.lower()


def busy(
    named: VendorNames, request: Request, response: requests.Response
) -> tuple[CrmUnavailable, float | None]:
    """What to raise for 429 and 5xx, and for how many seconds nobody should call."""
    status, quiet = response.status_code, quiet_for(response)
    sentence = f"{named.crm} answered {status} to {request}."
    if is_over_limit(response):  # it was turned away, so that repeating it is always safe
        sentence = f"{named.crm} asks for fewer requests ({status})."
        quiet = quiet or QUIET_AFTER_429
    passing = is_over_limit(response) or (request.repeat and status in (502, 503, 504))
    kind = Passing if passing and (quiet or 0) <= SHORT else CrmUnavailable
    return kind(sentence, quiet), quiet


def judged(named: VendorNames, request: Request, response: requests.Response) -> CrmAnswer:
    """The answer, when it is good or awaited. Raises as `Connection.call` says."""
    status, answer = response.status_code, read(response, request.private)
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
        return f"{named.crm} refused the key ({status}). Check {named.key_setting}."
    if 300 <= status < 400 or status == 404:
        address = named.url_setting
        return f"No {named.crm} API answers behind {address} ({status}). Check {address}."
    return ""


def with_their_words(sentence: str, crm: str, answer: CrmAnswer | None) -> str:
    """Our sentence, then theirs, where they said something."""
    said = answer.says if answer and sentence else ""
    return f"{sentence} {crm} says: '{said}'" if said else sentence
