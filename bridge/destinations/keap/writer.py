"""Writing one contact to Keap: made or updated by its address, or changed by its id.

**Why create-or-update is v1's.** v2's `POST /contacts?duplicate_option=Email` is new (2026-04), may
be passed over by an account, which then has the contact twice, and its lists replace those that are
there. v1's `PUT /contacts` takes that option since long, and gives an existing contact "only the
values provided": so nobody has to be looked up before a purchase is told, and nobody loses a second
address (whether an item of a list that is not named stays is not verified). Everything that is
known by its id is read and written by v2.
"""

from collections.abc import Mapping
from functools import partial

from bridge.destinations.answers import CrmAnswer
from bridge.destinations.keap.client import MENU
from bridge.destinations.keap.contact import DELETED_JUST_NOW, KeapRecord
from bridge.destinations.keap.profile import EMAIL, LONGEST_EMAIL, KeapFields, KeapProfile, Row
from bridge.destinations.steps import refusal_of
from bridge.destinations.verdicts import TargetRefused
from bridge.model.errors import CrmRefused, CrmUnavailable


class KeapWriter:
    """`opt_in_reason` is told only where the settings hold one."""

    def __init__(
        self, record: KeapRecord, profile: KeapProfile, fields: KeapFields, opt_in_reason: str
    ) -> None:
        self._record = record
        self._client = record.client
        self._profile = profile
        self._fields = fields
        self._reason = opt_in_reason

    def write(self) -> None:
        """Have the contact there with this profile; no call when it is, as far as remembered."""
        if self._record.id is None:
            self._upsert()
        elif self._profile.news():
            self._update()
        self._write_fields()

    def _upsert(self) -> None:
        """Raises CrmRefused for a hopeless address.

        What it tells of tags is trusted only where it tells of any: its answers differ.
        """
        record, crm = self._record, self._client.names.crm
        answer = self._put()
        number = str(answer.body.get("id") or "")
        if not number:
            raise CrmUnavailable(f"{crm} answered PUT /v1/contacts without the id.")
        record.created = answer.status == 201
        record.know_as(number)
        tags = answer.body.get("tag_ids")
        named = {str(tag) for tag in tags} if isinstance(tags, list) else set()
        record.carried = named if named or record.created else None
        record.row = {} if record.created else None
        self._profile.keep()
        if record.created or "given_name" in answer.body:
            self._give_name({} if record.created else answer.body)

    def _put(self) -> CrmAnswer:
        record, crm = self._record, self._client.names.crm
        if len(record.email) > LONGEST_EMAIL:
            most = f"{LONGEST_EMAIL} characters"
            raise CrmRefused(f"{crm} takes no e-mail address of more than {most}.")
        call = partial(record.call, "PUT", "/v1/contacts", body=self._whole())
        answer = record.attempt(partial(call, accept=(400, 409, 422)))
        if isinstance(answer, CrmRefused):
            raise CrmRefused(refusal_of(self._client.names, "to write this contact", answer, MENU))
        if not answer.good:
            what_next = " Correct it in ThriveCart and tag the contact by hand."
            raise CrmRefused(self._client.sentence("does not take this contact", answer, what_next))
        return answer

    def _whole(self) -> dict[str, object]:
        reason = {"opt_in_reason": self._reason} if self._reason else {}
        emails = [{"email": self._record.email, "field": EMAIL}]
        known = {"duplicate_option": "Email", "email_addresses": emails}
        return {**known, **self._profile.whole(), **reason}

    def _give_name(self, row: Row) -> None:
        """Membership plugins make no log-in for a contact without a first name. Whose cart told
        none is called by the address's local part, until one is told; one that is there stays."""
        if self._profile.is_nameless and not str(row.get("given_name") or "").strip():
            changes = {"given_name": self._record.local_part[:40]}
            self._record.attempt(partial(self._record.patch, changes))

    def _update(self) -> None:
        """A remembered contact whose names will not be written stays as it is: nothing else
        depends on that."""
        record = self._record
        changes: Mapping[str, object] = self._profile.news()
        if "phone_numbers" in changes or record.row is not None:
            row = record.row if record.row is not None else record.read()
            if row is None:
                self._write_anew()
                return
            changes = self._profile.changes(row)
        answer = record.attempt(partial(record.patch, changes)) if changes else None
        if isinstance(answer, CrmAnswer) and answer.status == 404 and not record.is_there():
            self._write_anew()
        elif answer is None or (isinstance(answer, CrmAnswer) and answer.good):
            self._profile.keep()

    def _write_anew(self) -> None:
        """The remembered one is gone."""
        self._record.forget()
        self._upsert()

    def _write_fields(self) -> None:
        """All together, then with ids that are found afresh, then each alone."""
        names = self._fields.news()
        if self._wrote(names) or (self._fields.renew(names) and self._wrote(self._fields.news())):
            return
        for name in self._fields.news():
            answer = self._record.attempt(partial(self._write_values, [name]))
            if isinstance(answer, CrmRefused):
                self._fields.refuse(name, answer)
            elif not answer.good:
                did = f"did not take the value of the field '{name}'"
                sentence = self._client.sentence(did, answer, " Set it by hand.")
                self._fields.refuse(name, CrmRefused(sentence))
            else:
                self._fields.sent([name])

    def _wrote(self, names: list[str]) -> bool:
        """Whether there is nothing left to write of these."""
        if not names:
            return True
        answer = self._record.attempt(partial(self._write_values, names))
        good = isinstance(answer, CrmAnswer) and answer.good
        if isinstance(answer, CrmAnswer) and answer.status == 404:
            self._raise_if_gone()
        if good:
            self._fields.sent(names)
        return good

    def _write_values(self, names: list[str]) -> CrmAnswer:
        """Merged into what is there: an item that is not named is removed."""
        record = self._record
        row = record.row if record.row is not None else record.read()
        if row is None:
            self._raise_if_gone()
        answer = record.patch({"custom_fields": self._fields.merged(names, row or {})})
        if answer.good and self._fields.are_passed_over(names, answer.body):
            told = f"{self._client.names.crm} passed over what was told of a custom field"
            raise TargetRefused(f"{told}. Set it by hand.")
        return answer

    def _raise_if_gone(self) -> None:
        if not self._record.is_there():
            raise CrmUnavailable(DELETED_JUST_NOW)
