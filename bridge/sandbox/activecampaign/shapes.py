"""Requests, answers and errors of ActiveCampaign's API v3, in the shapes it gives them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from bridge.sandbox.activecampaign.account import SandboxContact, SandboxContactTag, SandboxTag
from bridge.sandbox.activecampaign.besides import (
    SandboxAutomation,
    SandboxEnrolment,
    SandboxField,
    SandboxList,
    SandboxMembership,
)

Json = Mapping[str, object]
Row = TypeVar("Row")


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


Handler = Callable[..., Answer]
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


def list_shape(row: SandboxList) -> dict[str, object]:
    return {"id": str(row.id), "stringid": row.name.lower().replace(" ", "-"), "name": row.name}


def field_shape(row: SandboxField) -> dict[str, object]:
    return {"id": str(row.id), "title": row.title, "type": "text", "perstag": row.personal}


def automation_shape(row: SandboxAutomation) -> dict[str, object]:
    return {"id": str(row.id), "name": row.name, "status": "1" if row.active else "2"}


def membership_shape(row: SandboxMembership) -> dict[str, object]:
    ids = {"id": str(row.id), "contact": str(row.contact), "list": str(row.list)}
    return {**ids, "status": row.status, "sourceid": row.source, "udate": row.updated}


def enrolment_shape(row: SandboxEnrolment) -> dict[str, object]:
    ids = {"id": str(row.id), "contact": str(row.contact), "automation": str(row.automation)}
    return {**ids, "seriesid": str(row.automation), "status": "1", "adddate": row.entered}


def value_shape(contact: SandboxContact, number: int, value: str) -> dict[str, object]:
    return {"contact": str(contact.id), "field": str(number), "value": value}


def number_of(number: object) -> int:
    """0 for what is no number: ids begin at 1."""
    text = str(number)
    return int(text) if text.isascii() and text.isdigit() else 0


def page_of(rows: Sequence[Row], request: Request) -> Sequence[Row]:
    """Twenty rows unless `limit` asks for up to a hundred, from `offset` on."""
    limit = min(number_of(request.query.get("limit", "20")) or 20, 100)
    offset = number_of(request.query.get("offset", "0"))
    return rows[offset : offset + limit]
