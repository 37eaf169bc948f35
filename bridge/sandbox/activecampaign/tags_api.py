"""ActiveCampaign's API v3 for tags, over an `Account`; see `api.py`."""

from bridge.sandbox.activecampaign.account import Account, SandboxTag
from bridge.sandbox.activecampaign.faults import Conditions
from bridge.sandbox.activecampaign.shapes import (
    Answer,
    Handler,
    Request,
    contact_shape,
    contact_tag_shape,
    error,
    no_result,
    number_of,
    page_of,
    tag_shape,
)


class TagsApi:
    """What a request about them asks for. `routes` as in `Api`."""

    def __init__(self, account: Account, conditions: Conditions) -> None:
        self.account = account
        self.conditions = conditions
        self.routes: tuple[tuple[str, str, Handler], ...] = (
            ("GET", "/contacts/{id}/contactTags", self._tags_of_contact),
            ("POST", "/contactTags", self._tag_contact),
            ("DELETE", "/contactTags/{id}", self._untag_contact),
            ("GET", "/tags", self._tags),
            ("POST", "/tags", self._create_tag),
        )

    def _tags_of_contact(self, _: Request, number: str) -> Answer:
        contact = self.account.contacts.get(number_of(number))
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
        contact = self.account.contacts.get(number_of(fields["contact"]))
        tag = self.account.tags.get(number_of(fields["tag"]))
        if contact is None or contact.deleted:
            return error(404, "Not Found", status=404, detail="Contact not found")
        if tag is None:  # not published for this call; `related_missing` is a code of theirs
            at = {"pointer": "/data/attributes/tag"}
            return error(422, "The related tag does not exist.", code="related_missing", source=at)
        row, new = self.account.tag(contact, tag)
        body = {"contacts": [contact_shape(contact)], "contactTag": contact_tag_shape(row)}
        return Answer(201 if new else 200, body)  # the status of a repeat is not published

    def _untag_contact(self, _: Request, number: str) -> Answer:
        if self.account.untag(number_of(number)):
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
        page = [self._shown(tag) for tag in page_of(found, request)]
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
        return Answer(201, {"tag": self._shown(tag)})

    def _shown(self, tag: SandboxTag) -> dict[str, object]:
        return tag_shape(tag) | {"tag": self.conditions.told(tag.name)}
