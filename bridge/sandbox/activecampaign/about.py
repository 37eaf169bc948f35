"""What one request to the sandbox account is about: which contact, tag, list, field, automation."""

import re
from collections.abc import Iterator, Mapping

from bridge.model import tag_key
from bridge.sandbox.activecampaign.account import Account
from bridge.sandbox.activecampaign.shapes import Json, Request, number_of

THINGS = ("email", "tag", "list", "field", "automation")
_OF_CONTACT = re.compile(r"/contacts/(\d+)")
_OF_CONTACT_TAG = re.compile(r"/contactTags/(\d+)")


def is_about(request: Request, account: Account, wanted: Mapping[str, str]) -> bool:
    """Whether the request is about all that `wanted` names, in any case and spelling."""
    with account.lock:
        named = {(thing, tag_key(name)) for thing, name in _things(request, account)}
    return all((thing, tag_key(name)) in named for thing, name in wanted.items())


def _things(request: Request, account: Account) -> Iterator[tuple[str, str]]:
    """(one of `THINGS`, its name), by the numbers or the names that stand in the request."""
    if path := _OF_CONTACT.match(request.path):
        yield from _numbered({"contact": path[1]}, account)
    if path := _OF_CONTACT_TAG.match(request.path):
        row = account.contact_tags.get(number_of(path[1]))
        yield from _numbered({"contact": row.contact, "tag": row.tag} if row else {}, account)
    yield "email", request.query.get("email", "")
    yield "tag", request.query.get("filters[search][eq]", "")
    yield "tag", str(request.part("tag").get("tag", ""))
    for part in ("contact", "contactTag", "contactList", "contactAutomation"):
        yield from _numbered(request.part(part), account)


def _numbered(part: Json, account: Account) -> Iterator[tuple[str, str]]:
    besides = account.besides
    yield "email", str(part.get("email", ""))
    if contact := account.contacts.get(number_of(part.get("contact"))):
        yield "email", contact.email
    if tag := account.tags.get(number_of(part.get("tag"))):
        yield "tag", tag.name
    if list_ := besides.lists.get(number_of(part.get("list"))):
        yield "list", list_.name
    if automation := besides.automations.get(number_of(part.get("automation"))):
        yield "automation", automation.name
    values = part.get("fieldValues")
    for value in values if isinstance(values, list) else []:
        row = besides.fields.get(number_of(value.get("field"))) if isinstance(value, dict) else None
        if row:
            yield "field", row.title
