"""ActiveCampaign's API v3 as the bridge uses it, over an `Account`. No sockets in here.

The answers follow the vendor's published description and recorded real traffic; where neither
says, the comment does.
"""

import re

from bridge.sandbox.activecampaign.account import PROFILE, Account, SandboxContact
from bridge.sandbox.activecampaign.besides_api import BesidesApi
from bridge.sandbox.activecampaign.faults import Conditions
from bridge.sandbox.activecampaign.shapes import (
    WRONG_PATH,
    Answer,
    Handler,
    Json,
    Request,
    contact_shape,
    contact_tag_shape,
    error,
    membership_shape,
    no_result,
    number_of,
    page_of,
    value_shape,
)
from bridge.sandbox.activecampaign.tags_api import TagsApi


class Api:
    """Finds and runs what a request asks for, one at a time."""

    def __init__(self, account: Account, conditions: Conditions) -> None:
        self.account = account
        self.conditions = conditions
        routes: tuple[tuple[str, str, Handler], ...] = (
            ("POST", "/contact/sync", self._sync),
            ("POST", "/contacts/sync", self._create),  # the plural is a plain create
            ("POST", "/contacts", self._create),
            ("GET", "/contacts", self._contacts),
            ("GET", "/contacts/{id}", self._contact),
            ("PUT", "/contacts/{id}", self._update),
            ("GET", "/users/me", self._me),
            *TagsApi(account, conditions).routes,
            *BesidesApi(account).routes,
        )
        self._routes = [
            (method, path, re.compile(path.replace("{id}", "([^/]+)")), handler)
            for method, path, handler in routes
        ]

    def template(self, method: str, path: str) -> str:
        """The path with `{id}` for its numbers; the path itself when the API has none such."""
        return next((t for m, t, p, _ in self._routes if m == method and p.fullmatch(path)), path)

    def answer(self, request: Request) -> Answer:
        for method, _, pattern, handler in self._routes:
            found = pattern.fullmatch(request.path)
            if found and method == request.method:
                with self.account.lock:
                    return handler(request, *found.groups())
        return WRONG_PATH

    def _sync(self, request: Request) -> Answer:
        fields = request.part("contact")
        known = self.account.find(str(fields.get("email", "")))
        if known is None:
            return self._create(request)
        self.account.update(known, _profile(fields))
        return Answer(200, self._written(known, fields))

    def _create(self, request: Request) -> Answer:
        fields = request.part("contact")
        email = str(fields.get("email", "")).strip()
        at = {"pointer": "/data/attributes/email"}
        if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", email):
            # Whether the status is 400 or 422 is not published.
            title, text = "Contact Email Address is not valid.", "must_be_valid_email_address"
            return error(422, title, detail="", code="email_invalid", error=text, source=at)
        if self.account.find(email):
            title = "Email address already exists in the system"
            return error(422, title, detail="", code="duplicate", source=at)
        contact = self.account.create(email, _profile(fields))
        return Answer(201, self._written(contact, fields))

    def _written(self, contact: SandboxContact, fields: Json) -> dict[str, object]:
        """The body that answers a write, with every value that it wrote."""
        values = _values(fields)
        self.account.besides.write(contact.id, values)
        known = [(n, value) for n, value in values.items() if n in self.account.besides.fields]
        shown = [value_shape(contact, number, value) for number, value in known]
        return {"fieldValues": shown, "contact": contact_shape(contact)}

    def _contacts(self, request: Request) -> Answer:
        found = list(self.account.contacts.values())
        if "email" in request.query:  # a parameter it does not know leaves everybody in the list
            one = self.account.find(request.query["email"])
            found = [one] if one else []
        page = page_of(found, request)
        body: dict[str, object] = {"contacts": [contact_shape(contact) for contact in page]}
        included = request.query.get("include", "").split(",")
        if not self.conditions.ignore_include:
            body |= self._included(included, [contact.id for contact in page])
        return Answer(200, body | {"meta": {"total": str(len(found))}})

    def _included(self, names: list[str], contacts: list[int]) -> dict[str, object]:
        """What `include` adds beside the contacts; as clients in public use it."""
        tags = [contact_tag_shape(row) for row in self.account.contact_tags_of(contacts)]
        besides = self.account.besides
        lists = [membership_shape(row) for one in contacts for row in besides.memberships_of(one)]
        known = {"contactTags": tags, "contactLists": lists}
        return {name: rows for name, rows in known.items() if name in names}

    def _contact(self, _: Request, number: str) -> Answer:
        contact = self.account.contacts.get(number_of(number))
        if contact is None:
            return no_result("Subscriber", number)
        return Answer(200, {"contact": contact_shape(contact), "fieldValues": []})

    def _update(self, request: Request, number: str) -> Answer:
        """An address that another contact has is a duplicate, as at a create."""
        contact = self.account.contacts.get(number_of(number))
        if contact is None:
            return no_result("Subscriber", number)
        fields = request.part("contact")
        email = str(fields.get("email", contact.email)).strip()
        other = self.account.find(email)
        if other is not None and other is not contact:
            title, at = "Email address already exists in the system", "/data/attributes/email"
            return error(422, title, detail="", code="duplicate", source={"pointer": at})
        if email != contact.email:
            self.account.rename(contact, email)
        self.account.update(contact, _profile(fields))
        return Answer(200, self._written(contact, fields))

    def _me(self, _: Request) -> Answer:
        return Answer(200, {"user": {"id": "1", "username": "sandbox"}})


def _profile(fields: Json) -> dict[str, str]:
    return {name: str(fields[name]) for name in PROFILE if name in fields}


def _values(fields: Json) -> dict[int, str]:
    """The `fieldValues` of a contact's body, by the field's number."""
    rows = fields.get("fieldValues")
    asked = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return {number_of(row.get("field")): str(row.get("value", "")) for row in asked}
