"""What came of a target, in the words of the record."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from bridge.entitlements.by_destination.destination_state import for_destination
from bridge.entitlements.fold import fold
from bridge.model import Done, Outcome, Refusal, Sort
from bridge.reconcile.outcomes import Told, of_memberships
from bridge.store.applied import Applied
from tests.entitlements.gold import shop
from tests.entitlements.shop import ANN, Story, day

MISSING = "The tag 'Gold' does not exist."


def test_what_was_done_now_is_told_in_the_destinations_words() -> None:
    told = Told(Outcome((Done("Gold", "added", changed=True),)))
    assert told.came_of("gold") == {"what": "added", "changed": True}
    assert told.came_of("silver") == {"what": "nothing to do: it is so already", "changed": False}


def test_a_refusal_is_told_with_its_reason_also_one_of_before() -> None:
    refused = {"what": "refused", "changed": False, "because": MISSING}
    assert Told(Outcome(refused=(Refusal("Gold", MISSING),))).came_of("gold") == refused
    before = {"gold": Applied("gold", Sort.TAG, "Gold", refused=MISSING)}
    assert Told(applied=before).came_of("gold") == refused


def test_what_is_done_once_is_told_by_its_token() -> None:
    done = Done("Gold", "fired", changed=True, token="event Gold")  # no secret
    told = Told(Outcome((done,)))
    assert told.by_token == {"event Gold": done}
    assert told.by_target == {}


def rows_at_a_site(story: Story, at: datetime, told: Told) -> list[dict[str, Any]]:
    """Of the newest event, save for the rule that it names."""
    event = story.facts[-1].event
    stored: Any = SimpleNamespace(delivery=SimpleNamespace(event=event))
    whole = fold(story.facts, lambda _: story.rules, at)[ANN]
    state = for_destination(whole, "school", {Sort.ACCESS})
    rows = of_memberships(stored, state, told, ())
    return [{k: each[k] for k in each if k not in ("rule", "line", "membership")} for each in rows]


def test_a_payment_tells_what_the_site_was_told_and_until_when() -> None:
    story = shop().happens("purchase", next_payment=datetime(2026, 2, 1, tzinfo=UTC))
    given = Done("Gold", "given", sort=Sort.ACCESS, hold="live:1001:product-12")
    assert rows_at_a_site(story, day(0), Told(Outcome((given,)))) == [
        {"action": "give access", "tag": "Gold", "sort": Sort.ACCESS, "what": "given",
         "changed": True, "until": "2026-02-01T00:00:00+00:00"},
    ]  # fmt: skip


def test_a_refund_tells_that_access_ended() -> None:
    story = shop().happens("purchase", amount=100).happens("refund", at=1, amount=100)
    ended = Done("Gold", "ended", sort=Sort.ACCESS, hold="live:1001:product-12")
    [row] = rows_at_a_site(story, day(2), Told(Outcome((ended,))))
    assert (row["action"], row["tag"], row["what"]) == ("end access", "Gold", "ended")


def test_what_changes_no_access_says_so_without_a_word_of_tags() -> None:
    story = shop().happens("purchase").happens("resumed", at=1)
    [row] = rows_at_a_site(story, day(2), Told())
    assert (row["action"], row["what"]) == ("give access", "nothing to do: access did not change")
