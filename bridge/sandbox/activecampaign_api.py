"""ActiveCampaign's API v3 as the bridge uses it, over an `Account`. No sockets in here.

The answers follow the vendor's published description and recorded real traffic; where neither
says, the comment does.
"""

import re
from collections.abc import Callable
from typing import TypeVar

from bridge.sandbox.activecampaign_account import PROFILE, Account
from bridge.sandbox.activecampaign_faults import Conditions
from bridge.sandbox.activecampaign_shapes import (
    WRONG_PATH,
    Answer,
    Json,
    Request,
    contact_shape,
    contact_tag_shape,
    error,
    no_result,
    tag_shape,
)

Row = TypeVar("Row")


class Api:
    """Finds and runs what a request asks for, one at a time."""

    def __init__(self, account: Account, conditions: Conditions) -> None:
        self.account = account
        self.conditions = conditions
        self._routes: list[tuple[str, str, re.Pattern[str], Callable[..., Answer]]] = [
            (method, path, re.compile(path.replace("{id}", "([^/]+)")), handler)
            for method, path, handler in (
                ("POST", "/contact/sync", self._sync),
                ("POST", "/contacts/sync", self._create),  # the plural is a plain create
                ("POST", "/contacts", self._create),
                ("GET", "/contacts", self._contacts),
                ("GET", "/contacts/{id}", self._contact),
                ("GET", "/contacts/{id}/contactTags", self._tags_of_contact),
                ("POST", "/contactTags", self._tag_contact),
                ("DELETE", "/contactTags/{id}", self._untag_contact),
                ("GET", "/tags", self._tags),
                ("POST", "/tags", self._create_tag),
                ("GET", "/users/me", self._me),
            )
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
        return Answer(200, {"fieldValues": [], "contact": contact_shape(known)})

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
        return Answer(201, {"fieldValues": [], "contact": contact_shape(contact)})

    def _contacts(self, request: Request) -> Answer:
        found = list(self.account.contacts.values())
        if "email" in request.query:  # a parameter it does not know leaves everybody in the list
            one = self.account.find(request.query["email"])
            found = [one] if one else []
        page = _page(found, request)
        body: dict[str, object] = {"contacts": [contact_shape(contact) for contact in page]}
        if "contactTags" in request.query.get("include", "") and not self.conditions.ignore_include:
            rows = self.account.contact_tags_of(contact.id for contact in page)
            body["contactTags"] = [contact_tag_shape(row) for row in rows]
        return Answer(200, body | {"meta": {"total": str(len(found))}})

    def _contact(self, _: Request, number: str) -> Answer:
        contact = self.account.contacts.get(_id(number))
        if contact is None:
            return no_result("Subscriber", number)
        return Answer(200, {"contact": contact_shape(contact), "fieldValues": []})

    def _tags_of_contact(self, _: Request, number: str) -> Answer:
        contact = self.account.contacts.get(_id(number))
        if contact is None:
            return no_result("Subscriber", number)
        rows = self.account.contact_tags_of([contact.id])
        return Answer(200, {"contactTags": [contact_tag_shape(row) for row in rows]})

    def _tag_contact(self, request: Request) -> Answer:
        fields = request.part("contactTag")
        for name in ("contact", "tag"):
            if not fields.get(name):
                at = {"pointer": f"/data/attributes/{name}"}
                return error(422, "Missing attribute", detail=name, source=at)
        contact = self.account.contacts.get(_id(fields["contact"]))
        tag = self.account.tags.get(_id(fields["tag"]))
        if contact is None or contact.deleted:
            return error(404, "Not Found", status=404, detail="Contact not found")
        if tag is None:  # not published for this call; `related_missing` is a code of theirs
            at = {"pointer": "/data/attributes/tag"}
            return error(422, "The related tag does not exist.", code="related_missing", source=at)
        row, new = self.account.tag(contact, tag)
        body = {"contacts": [contact_shape(contact)], "contactTag": contact_tag_shape(row)}
        return Answer(201 if new else 200, body)  # the status of a repeat is not published

    def _untag_contact(self, _: Request, number: str) -> Answer:
        if self.account.untag(_id(number)):
            return Answer(200, {})
        return no_result("SubscriberTag", number)

    def _tags(self, request: Request) -> Answer:
        found = list(self.account.tags.values())
        exactly, within = request.query.get("filters[search][eq]"), request.query.get("search")
        if not self.conditions.ignore_filters:
            if exactly is not None:
                found = [tag for tag in found if tag.name.casefold() == exactly.casefold()]
            if within is not None:
                found = [tag for tag in found if within.casefold() in tag.name.casefold()]
        page = [tag_shape(tag) for tag in _page(found, request)]
        return Answer(200, {"tags": page, "meta": {"total": str(len(found))}})

    def _create_tag(self, request: Request) -> Answer:
        fields = request.part("tag")
        name, kind = str(fields.get("tag", "")), str(fields.get("tagType", "contact"))
        if not name.strip() or "," in name:  # commas are prohibited; the wording is ours
            return error(422, "The tag name is not valid.", code="field_invalid")
        tag = self.account.add_tag(name, kind, str(fields.get("description", "")))
        if tag is None:
            text = f"Duplicate entry '{kind}-{name}' for key 'em_tag.typetag'"
            return Answer(422, {"message": "Could not process request", "error": text})
        return Answer(201, {"tag": tag_shape(tag)})

    def _me(self, _: Request) -> Answer:
        return Answer(200, {"user": {"id": "1", "username": "sandbox"}})


def _id(number: object) -> int:
    text = str(number)
    return int(text) if text.isascii() and text.isdigit() else 0


def _page(rows: list[Row], request: Request) -> list[Row]:
    """Twenty rows unless `limit` asks for up to a hundred, from `offset` on."""
    limit = min(_id(request.query.get("limit", "20")) or 20, 100)
    offset = _id(request.query.get("offset", "0"))
    return rows[offset : offset + limit]


def _profile(fields: Json) -> dict[str, str]:
    return {name: str(fields[name]) for name in PROFILE if name in fields}
