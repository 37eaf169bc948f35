"""ActiveCampaign's API v3 for lists, custom fields and automations, over an `Account`.

As published: the paths, the bodies, one contactList for each contact and list, statuses 0
unconfirmed, 1 active, 2 unsubscribed, 3 bounced, and 403 `Could not create SubscriberSeries`.

Guessed, for nothing was found that says it: what an unknown list answers (422 `related_missing`,
as for tags), that the 403 also stands for an automation which is unknown, not active, or open only
once, that `sourceid` is not asked for to subscribe again, that a contact's contactLists and
contactAutomations come in one page, and that a field number that is none is passed over.
"""

from bridge.sandbox.activecampaign.account import Account
from bridge.sandbox.activecampaign.shapes import (
    Answer,
    Handler,
    Request,
    automation_shape,
    contact_shape,
    enrolment_shape,
    error,
    field_shape,
    list_shape,
    membership_shape,
    no_result,
    number_of,
    page_of,
)

NOT_CREATED = Answer(403, {"message": "Could not create SubscriberSeries"})


class BesidesApi:
    """What a request about them asks for. `routes` as in `Api`."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._besides = account.besides
        self.routes: tuple[tuple[str, str, Handler], ...] = (
            ("GET", "/lists", self._lists),
            ("GET", "/fields", self._fields),
            ("GET", "/automations", self._automations),
            ("GET", "/contacts/{id}/contactLists", self._lists_of_contact),
            ("GET", "/contacts/{id}/contactAutomations", self._automations_of_contact),
            ("POST", "/contactLists", self._put_on_list),
            ("POST", "/contactAutomations", self._start),
        )

    def _lists(self, request: Request) -> Answer:
        rows = [*self._besides.lists.values()]
        shown = [list_shape(row) for row in page_of(rows, request)]
        return Answer(200, {"lists": shown, "meta": {"total": str(len(rows))}})

    def _fields(self, request: Request) -> Answer:
        rows = [*self._besides.fields.values()]
        shown = [field_shape(row) for row in page_of(rows, request)]
        body = {"fieldOptions": [], "fieldRels": [], "fields": shown}
        return Answer(200, body | {"meta": {"total": str(len(rows))}})

    def _automations(self, request: Request) -> Answer:
        rows = [*self._besides.automations.values()]
        shown = [automation_shape(row) for row in page_of(rows, request)]
        return Answer(200, {"automations": shown, "meta": {"total": str(len(rows))}})

    def _lists_of_contact(self, _: Request, number: str) -> Answer:
        if number_of(number) not in self._account.contacts:
            return no_result("Subscriber", number)
        rows = self._besides.memberships_of(number_of(number))
        return Answer(200, {"contactLists": [membership_shape(row) for row in rows]})

    def _automations_of_contact(self, _: Request, number: str) -> Answer:
        if number_of(number) not in self._account.contacts:
            return no_result("Subscriber", number)
        rows = self._besides.enrolments_of(number_of(number))
        return Answer(200, {"contactAutomations": [enrolment_shape(row) for row in rows]})

    def _put_on_list(self, request: Request) -> Answer:
        asked = request.part("contactList")
        contact = self._account.contacts.get(number_of(asked.get("contact")))
        if contact is None or contact.deleted:
            return error(404, "Not Found", status=404, detail="Contact not found")
        if number_of(asked.get("list")) not in self._besides.lists:
            at = {"pointer": "/data/attributes/list"}
            return error(422, "The related list does not exist.", code="related_missing", source=at)
        status, source = str(asked.get("status", "")), str(asked.get("sourceid", "0"))
        row = self._besides.put_on(contact.id, number_of(asked["list"]), status, source)
        body = {"contacts": [contact_shape(contact)], "contactList": membership_shape(row)}
        return Answer(201, body)

    def _start(self, request: Request) -> Answer:
        asked = request.part("contactAutomation")
        contact = self._account.contacts.get(number_of(asked.get("contact")))
        if contact is None or contact.deleted:
            return error(404, "Not Found", status=404, detail="Contact not found")
        row = self._besides.enrol(contact.id, number_of(asked.get("automation")))
        if row is None:
            return NOT_CREATED
        shown = enrolment_shape(row)
        del shown["adddate"]  # the published answer to this call has none
        return Answer(201, {"contacts": [contact_shape(contact)], "contactAutomation": shown})
