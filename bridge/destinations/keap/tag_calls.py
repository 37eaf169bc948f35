"""The two calls about one contact's tags in Keap, and what their answers are worth.

`POST /v1/contacts/{id}/tags` answers 200 with a word for each tag, and a failure may stand inside
it. Which words there are is not published: one that does not look like success is not believed, nor
is its reverse, and the contact's own tags are read again. What `DELETE` answers of a tag that is
not there is not published either: after a refusal they are read again, too.
"""

from collections.abc import Iterable, Sequence

from bridge.destinations.answers import CrmAnswer
from bridge.destinations.keap.client import REFUSED
from bridge.destinations.keap.contact import DELETED_JUST_NOW, KeapRecord
from bridge.model.errors import CrmRefused, CrmUnavailable


class KeapTagCalls:
    """Of one contact, by the ids of tags; what they change is kept in the record's `carried`."""

    def __init__(self, record: KeapRecord) -> None:
        self._record = record
        self._crm = record.client.names.crm

    def put_on(self, numbers: Sequence[str], *, repeat: bool = True) -> CrmAnswer:
        path, about = self._path, ",".join(numbers)
        body = {"tagIds": [int(number) if number.isdecimal() else number for number in numbers]}
        answer = self._record.call(
            "POST", path, body=body, accept=REFUSED, about=about, repeat=repeat
        )
        self.count([number for number in numbers if is_success(answer, number)])
        return answer

    def take_off(self, numbers: Sequence[str]) -> CrmAnswer:
        ids = ",".join(numbers)
        answer = self._record.call(
            "DELETE", self._path, query={"ids": ids}, accept=REFUSED, about=ids
        )
        if answer.good and self._record.carried is not None:
            self._record.carried -= {*numbers}
        return answer

    def carried(self) -> set[str]:
        """Her tags, as far as seen during this plan; read where they were not."""
        return self._record.carried if self._record.carried is not None else self.afresh()

    def afresh(self) -> set[str]:
        """Her tags, read again. Raises CrmUnavailable where she is gone."""
        if not self._record.is_there():
            raise CrmUnavailable(DELETED_JUST_NOW)
        return self._record.carried or set()

    def count(self, numbers: Iterable[str]) -> None:
        """She carries these, too."""
        if self._record.carried is not None:
            self._record.carried |= {*numbers}

    def sentence(self, tag: str, answer: CrmAnswer) -> str:
        """Why a tag is neither there nor put on, or taken off, then their words."""
        if answer.good:
            said = ", ".join(sorted({*_words(answer).values()})) or "nothing"
            return f"{self._crm} did not put the tag '{tag}' on. {self._crm} says: '{said}'"
        return self._record.client.sentence(f"refused the tag '{tag}'", answer)

    @property
    def _path(self) -> str:
        return f"/v1/contacts/{self._record.id}/tags"


def is_success(answer: CrmAnswer | CrmRefused, number: str) -> bool:
    """Whether its word for this tag looks like success."""
    if isinstance(answer, CrmRefused) or not answer.good:
        return False
    return "success" in _words(answer).get(number, "").lower()


def says_there_already(answer: CrmAnswer, number: str) -> bool:
    """Whether the tag, which is there, was there before."""
    word = _words(answer).get(number, "").lower()
    return not answer.good or any(each in word for each in ("already", "duplicate", "exist"))


def _words(answer: CrmAnswer) -> dict[str, str]:
    """By the tag's id, from a map or, in the older form, from rows of `key` and `value`."""
    rows = answer.rows("")
    if rows:
        return {str(row.get("key")): str(row.get("value")) for row in rows}
    return {number: str(word) for number, word in answer.body.items()}
