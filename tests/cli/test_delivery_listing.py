"""What a list of deliveries says of each."""

from datetime import UTC, datetime

from bridge.cli.delivery_listing import happened_json, retry_command
from bridge.store.delivery import Delivery, State
from tests.fakes import event

PAST = datetime(2026, 1, 31, tzinfo=UTC)


def failed() -> Delivery:
    return Delivery(7, event(), PAST, State.FAILED, "No tag.", 0, 1, None, None)


def test_what_failed_is_tried_again_by_a_command_that_names_it() -> None:
    assert retry_command(failed()) == "Then run `bridge retry 7`."


def test_json_of_another_day_says_nothing_of_what_became_of_it() -> None:
    told = happened_json(failed())
    assert (told["id"], told["received_at"]) == (7, "2026-01-31T02:00:00+02:00")
    assert {"state", "reason", "attempts"} & told.keys() == set()
