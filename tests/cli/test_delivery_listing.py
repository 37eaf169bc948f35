"""What a list of deliveries says of each."""

from datetime import UTC, datetime

from bridge.cli.delivery_listing import retry_command
from bridge.store.delivery import Delivery, State
from tests.fakes import event

PAST = datetime(2026, 1, 31, tzinfo=UTC)


def failed() -> Delivery:
    return Delivery(7, event(), PAST, State.FAILED, "No tag.", 0, 1, None, None)


def test_what_failed_is_tried_again_by_a_command_that_names_it() -> None:
    assert retry_command(failed()) == "Then run `bridge retry 7`."
