"""A write by two remembered ids, of which either may not serve any more."""

import pytest

from bridge.destinations.answers import CrmAnswer
from bridge.destinations.kit.contact import KitContact
from bridge.destinations.kit.fields import KitProfile
from bridge.destinations.kit.renewal import write_by_ids
from bridge.destinations.verdicts import TargetRefused
from tests.destinations.contract import ANN
from tests.destinations.fakes import DictMemory
from tests.destinations.kit.destination import ASK, KitDestination


@pytest.fixture
def contact(known: KitDestination, memory: DictMemory) -> KitContact:
    connection = known.crm._connection
    profile = KitProfile(ANN, known.crm._tables.fields, (), memory, known.crm._connection.named)
    return KitContact(connection, ANN, memory, profile)


def answers(*serving: str) -> tuple[list[str], object]:
    """Posts so far, and one that is answered 201 for these numbers, else 404."""
    posted: list[str] = []

    def post(number: str) -> CrmAnswer:
        posted.append(number)
        return CrmAnswer(201 if number in serving else 404)

    return posted, post


def test_what_serves_is_written_once(contact: KitContact, known: KitDestination) -> None:
    posted, post = answers("1")
    assert write_by_ids(contact, "1", post, lambda: "2").status == 201  # type: ignore[arg-type] # the fake's own
    assert (posted, known.calls()) == (["1"], [])


def test_another_id_is_tried_once(contact: KitContact, known: KitDestination) -> None:
    posted, post = answers("2")
    assert write_by_ids(contact, "1", post, lambda: "2").status == 201  # type: ignore[arg-type] # the fake's own
    assert (posted, known.calls()) == (["1", "2"], [ASK])


def test_the_same_id_is_not_tried_again(contact: KitContact) -> None:
    posted, post = answers()
    assert write_by_ids(contact, "1", post, lambda: "1").status == 404  # type: ignore[arg-type] # the fake's own
    assert posted == ["1"]


def test_what_is_gone_is_refused(contact: KitContact) -> None:
    def gone() -> str:
        raise TargetRefused("It is gone.")

    _, post = answers()
    with pytest.raises(TargetRefused):
        write_by_ids(contact, "1", post, gone)  # type: ignore[arg-type] # the fake's own
