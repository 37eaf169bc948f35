"""What came of a target, in the words of the record."""

from bridge.model import Done, Outcome, Refusal, Sort
from bridge.reconcile.outcomes import Told
from bridge.store.applied import Applied

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
