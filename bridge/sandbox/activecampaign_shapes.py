"""Requests, answers and errors of ActiveCampaign's API v3, in the shapes it gives them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bridge.sandbox.activecampaign_account import SandboxContact, SandboxContactTag, SandboxTag

Json = Mapping[str, object]


@dataclass(frozen=True)
class Request:
    """`path` starts behind `/api/3`; `query` holds the first value of each name."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: Json = field(default_factory=dict)

    def part(self, name: str) -> Mapping[str, object]:
        """What the body holds under `name`; empty when that is no object."""
        part = self.body.get(name)
        return part if isinstance(part, dict) else {}


@dataclass(frozen=True)
class Answer:
    """`body` is JSON when a mapping, HTML when a text, and nothing at all when None."""

    status: int
    body: Json | str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


WRONG_PATH = Answer(404, "<html><body><h1>404 Not Found</h1></body></html>")


def error(status: int, title: str, /, **more: object) -> Answer:
    return Answer(status, {"errors": [{"title": title, **more}]})


def no_result(of: str, number: str) -> Answer:
    return Answer(404, {"message": f"No Result found for {of} with id {number}"})


def contact_shape(contact: SandboxContact) -> dict[str, object]:
    return {
        "id": str(contact.id),
        "email": contact.email,
        **contact.profile,
        "cdate": contact.created,
        "udate": contact.updated,
        "deleted": "1" if contact.deleted else "0",
        "fieldValues": [],
    }


def contact_tag_shape(row: SandboxContactTag) -> dict[str, object]:
    ids = {"id": str(row.id), "contact": str(row.contact), "tag": str(row.tag)}
    return {**ids, "cdate": row.created}


def tag_shape(tag: SandboxTag) -> dict[str, object]:
    kind = {"tagType": tag.type, "description": tag.description}
    return {"id": str(tag.id), "tag": tag.name, **kind, "subscriber_count": "0"}
