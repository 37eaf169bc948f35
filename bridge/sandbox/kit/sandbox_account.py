"""A local stand-in for a Kit account, over real HTTP, on the loopback only.

In a test or a demo:

    with SandboxKit(tags=["Gold Membership"], rate=None) as account:
        ...  # point the bridge at account.url with account.key
        assert account.tags_of("a@example.com") == {"Gold Membership"}

Or as its own process: `python -m bridge.sandbox kit --port 8025`, where the addresses below
`/sandbox/` (see `bridge/sandbox/control.py`) do what the methods here do.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from flask import Response, request
from flask.typing import ResponseReturnValue

from bridge.model import Sort
from bridge.sandbox.crm_stand_in import CrmStandIn
from bridge.sandbox.faults import Fault
from bridge.sandbox.kit.routes import NO_TOKEN, STATES, api, told, told_fields
from bridge.sandbox.kit.state import KitAccount, KitOddities, Row

Names = Iterable[str]
_SLOWER = "Retry later"  # all that a call too many is told


class SandboxKit(CrmStandIn):
    """It has `tags` from the start; `rate` is in requests per second, over any 60 seconds (None: no
    limit), `oddities` as in `KitOddities`.

    Contacts are named by e-mail, all else by its name; a sequence is what the bridge calls an
    automation. Raises LookupError for what is not there.
    """

    vendor = "kit"
    api = api
    window = 60.0
    account: KitAccount
    conditions: KitOddities
    # A plan that lapsed is told with 401, too.
    refusals: ClassVar[Mapping[int, ResponseReturnValue]] = {
        402: NO_TOKEN,
        403: NO_TOKEN,
        429: (_SLOWER, 429, {"Content-Type": "text/plain"}),
    }
    by_hand = (*CrmStandIn.by_hand, "opt_out")

    def __init__(
        self,
        tags: Names = (),
        rate: float | None = 2,
        key: str = "sandbox-key",
        port: int = 0,
        **oddities: Any,
    ) -> None:
        conditions = KitOddities(rate, **oddities)
        self.account = KitAccount(conditions)
        super().__init__(self.account, conditions, key, port)
        for name in tags:
            self.account.add_tag(name)

    @property
    def environment(self) -> dict[str, str]:
        """What a deployment that uses this account would set."""
        rate = self.conditions.rate
        return {"KIT_URL": self.url, "KIT_KEY": self.key, "KIT_RATE": f"{rate or 50:g}"}

    def rate_headers(self, *_: object, **__: object) -> dict[str, str]:
        """None: no answer tells of the limit, and a call too many not when to come again."""
        return {}

    def admits(self) -> bool:
        return request.headers.get("X-Kit-Api-Key") == self.key

    def subjects(self) -> Iterator[tuple[str, str]]:
        """By the ids or the names that stand in the request."""
        path, content = request.view_args or {}, self.account.content
        if subscriber := content.subscribers.get(path.get("subscriber", 0)):
            yield "email", subscriber["email_address"]
        yield "email", request.args.get("email_address", "")
        yield "email", str(told().get("email_address", ""))
        if tag := content.tags.get(path.get("tag", 0)):
            yield Sort.TAG, tag["name"]
        yield Sort.TAG, str(told().get("name", ""))
        if sequence := content.sequences.get(path.get("sequence", 0)):
            yield Sort.AUTOMATION, sequence["name"]
        for key in told_fields():
            row = content.field_named(key)
            yield Sort.FIELD, row["label"] if row else key

    def furnish(self, lists: Names = (), fields: Names = (), automations: Names = ()) -> None:
        """Make several, by name."""
        if [*lists]:
            raise LookupError("Kit has no lists")
        for name in fields:
            self.account.add_field(name)
        for name in automations:
            self.account.add_sequence(name)

    def contact(self, email: str) -> Row:
        if row := self.account.content.find(email):
            return row
        raise LookupError("the sandbox account has no contact with this address")

    def named(self, sort: Sort, name: str) -> Row:
        content = self.account.content
        find = {Sort.TAG: content.tag_named, Sort.FIELD: content.field_named}
        if row := find.get(sort, content.sequence_named)(name):
            return row
        raise LookupError(f"the sandbox account has no '{name}'")

    def remake(self, sort: Sort, name: str) -> int:
        """Its new id, after someone deleted it and made it again; subscribers lost it."""
        self.delete(sort, name)
        content = self.account
        if sort is Sort.TAG:
            return int(content.add_tag(name)[0]["id"])
        made = content.add_field(name) if sort is Sort.FIELD else content.add_sequence(name)
        return int(made["id"])

    def delete(self, sort: Sort, name: str) -> None:
        content = self.account.content
        tables = {Sort.TAG: content.tags, Sort.FIELD: content.fields}
        self.account.drop(tables.get(sort, content.sequences), self.named(sort, name))

    def let_repeat(self, name: str) -> None:
        """The switch on the sequence's page that lets subscribers restart it."""
        self.named(Sort.AUTOMATION, name)["repeat"] = True

    def add_contact(
        self, email: str, tags: Names = (), first_name: str = "", state: str = "active"
    ) -> int:
        """The new contact's id."""
        with self.lock:
            row = self.account.create(email, first_name or None, state)
            for tag in tags:
                self.tag(email, tag)
            return int(row["id"])

    def delete_contact(self, email: str) -> None:
        self.account.delete(self.contact(email))

    def change_email(self, email: str, new_email: str) -> None:
        self.account.readdress(self.contact(email), new_email)

    def opt_out(self, email: str, state: str = "cancelled") -> None:
        """She clicks the link at the end of a mail, which ends all; or another of `STATES`."""
        if state not in STATES:
            raise LookupError(f"the sandbox account has no state '{state}'")
        self.account.changing()
        self.contact(email)["state"] = state

    def tag(self, email: str, tag: str) -> None:
        self.account.tag(self.contact(email), self.account.add_tag(tag)[0])

    def untag(self, email: str, tag: str) -> None:
        self.account.untag(self.contact(email), self.named(Sort.TAG, tag))

    def set_field(self, email: str, name: str, value: str) -> None:
        key = self.named(Sort.FIELD, name)["key"]
        self.account.write(self.contact(email), {}, {key: value})

    def rekey(self, name: str, key: str) -> None:
        """The field's key is another; what subscribers hold of it stays."""
        field = self.named(Sort.FIELD, name)
        for values in self.account.changing().values.values():
            values |= {key: values.pop(field["key"])} if field["key"] in values else {}
        field["key"] = key

    def contacts(self) -> dict[str, set[str]]:
        """Every subscriber of whatever state: e-mail -> tags."""
        rows = self.account.content.subscribers.values()
        return {row["email_address"]: self.tags_of(row["email_address"]) for row in rows}

    def tags_of(self, email: str) -> set[str]:
        """The names of the contact's tags; empty too when there is no such contact."""
        content = self.account.content
        row = content.find(email)
        held = content.taggings[row["id"]] if row else {}
        return {content.tags[number]["name"] for number in held}

    def fields_of(self, email: str) -> dict[str, str]:
        """The contact's custom fields that hold something, by label."""
        content = self.account.content
        row = content.find(email)
        values = content.values[row["id"]] if row else {}
        labels = {each["key"]: each["label"] for each in content.fields.values()}
        return {labels[key]: value for key, value in values.items()}

    def started(self, email: str) -> list[str]:
        """The sequences that the contact entered, in order, each as often as it began."""
        content = self.account.content
        row = content.find(email)
        entered = [sequence for her, sequence in content.entries if row and her == row["id"]]
        return [
            content.sequences[number]["name"] for number in entered if number in content.sequences
        ]

    def profile_of(self, email: str) -> dict[str, Any]:
        return {name: self.contact(email)[name] for name in ("first_name", "state")}

    def _answer_of(self, fault: Fault) -> Response:
        response = super()._answer_of(fault)
        if fault.status == 429 and fault.body is None:
            response.data, response.content_type = _SLOWER, "text/plain"
        return response
