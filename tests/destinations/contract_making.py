"""What every adapter promises whose vendor lets tags be made: the set-up page does so at a click.

As `CrmContract`, beside which `MakingContract` is inherited.
"""

from typing import Protocol

import pytest

from bridge.destinations.base import NameMaker
from bridge.model import Plan, Sort
from bridge.model.errors import AccountRefused
from tests.destinations.contract import ANN, GOLD, CrmContract, Destination, settled
from tests.destinations.fakes import DictMemory

BRONZE = "Bronze & more"  # a tag that the account lacks


class Maker(Destination, Protocol):
    """One that also tells its calls, and forgets what only its process knows."""

    def calls(self) -> list[str]: ...
    def start_over(self) -> None: ...


def _makes_a_tag(call: str) -> bool:
    method, path = call.lower().split(" ", 1)
    return method == "post" and path.endswith("/tags")


def made(destination: Destination, name: str) -> None:
    maker: NameMaker = destination.crm  # type: ignore[assignment] # as its vendor says
    maker.make(Sort.TAG, name)


class MakingContract(CrmContract):
    """Inherit me."""

    def test_a_tag_that_is_made_is_there_and_can_be_put_on(
        self, destination: Destination, memory: DictMemory
    ) -> None:
        assert destination.crm.check([BRONZE]).missing != ()
        made(destination, BRONZE)
        assert destination.crm.check([BRONZE]).missing == ()
        outcome = destination.crm.apply(Plan(ANN, add=(BRONZE,)), memory)
        assert settled(outcome) == {(BRONZE, "added")}

    def test_a_tag_that_is_there_is_not_made_twice(
        self, destination: Destination, memory: DictMemory
    ) -> None:
        made(destination, GOLD)
        made(destination, GOLD.upper())
        outcome = destination.crm.apply(Plan(ANN, add=(GOLD,)), memory)
        assert settled(outcome) == {(GOLD, "added")}

    def test_however_often_a_tag_is_asked_for_it_is_made_once(
        self, destination: Maker, memory: DictMemory
    ) -> None:
        for _ in range(2):
            made(destination, BRONZE)
            destination.start_over()  # whoever asks next remembers nothing in its process
            made(destination, BRONZE.upper())
        assert len([call for call in destination.calls() if _makes_a_tag(call)]) == 1
        outcome = destination.crm.apply(Plan(ANN, add=(BRONZE,)), memory)
        assert settled(outcome) == {(BRONZE, "added")}

    def test_making_a_tag_touches_nobody(self, destination: Destination) -> None:
        destination.tag_by_hand(ANN, GOLD)
        made(destination, BRONZE)
        assert destination.contacts() == {ANN.key: {GOLD}}

    def test_a_refused_key_makes_nothing_and_says_so(self, destination: Destination) -> None:
        destination.refuse_key()
        with pytest.raises(AccountRefused, match=destination.title):
            made(destination, BRONZE)
