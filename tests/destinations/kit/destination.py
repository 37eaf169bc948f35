"""The sandbox account of Kit as a destination of the contract."""

from bridge.destinations.kit.adapter import Kit
from bridge.model import Contact
from bridge.sandbox.kit import SandboxKit
from tests.destinations.contract_other_targets import COURSE, FAREWELL, ORDER, WELCOME
from tests.destinations.stand_in_destination import (
    StandInDestination,
)

KEY = "sandbox-key-b1946ac9"
UPSERT, FIND = "POST /subscribers", "GET /subscribers"
ASK, WRITE = "GET /subscribers/{id}", "PUT /subscribers/{id}"
ADD, REMOVE = "POST /tags/{id}/subscribers/{id}", "DELETE /tags/{id}/subscribers/{id}"
LIST, HELD = "GET /tags", "GET /subscribers/{id}/tags"
FIELDS, SEQUENCES = "GET /custom_fields", "GET /sequences"
START, REPEATS = "POST /sequences/{id}/subscribers/{id}", "GET /sequences/{id}"
NEW = Contact("new@example.com", "New", "Buyer")
NO = {"errors": ["You may not do this"]}
NEVER = 10**9  # reads: lists and filters never show what was written


class KitDestination(StandInDestination):
    """`WELCOME` may be repeated, `FAREWELL` not."""

    title, adapter, no = "Kit", Kit, NO
    quiet = None  # no answer says when to come again
    account: SandboxKit
    crm: Kit

    def __init__(self, account: SandboxKit) -> None:
        account.furnish(fields=[ORDER, COURSE], automations=[WELCOME, FAREWELL])
        account.let_repeat(WELCOME)
        super().__init__(account)
