"""Memberships are known by title or post id, and no id goes out that the site did not list."""

import pytest

from bridge.destinations.memberpress.memberships import MembershipDirectory
from bridge.model import Sort
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.contract_access import SOON, done, end, give, wish
from tests.destinations.fakes import DictMemory
from tests.destinations.memberpress.destination import SELL, TITLES, SiteDestination


@pytest.fixture
def directory(destination: SiteDestination) -> MembershipDirectory:
    return destination.crm._directory


def test_a_membership_may_be_named_by_its_id(
    destination: SiteDestination, memory: DictMemory
) -> None:
    number = str(destination.site.membership(GOLD)["id"])
    assert destination.crm.apply(give(wish(number)), memory).done == (done("given", number),)
    assert destination.open_at(ANN, SOON) == {GOLD}
    assert destination.crm.apply(end(wish(number)), memory).done == (done("ended", number),)


def test_a_title_that_is_a_number_counts_before_an_id(
    directory: MembershipDirectory, destination: SiteDestination, memory: DictMemory
) -> None:
    gold = str(destination.site.membership(GOLD)["id"])
    destination.site.furnish(memberships=[gold])
    assert directory.find([gold], memory).ids == {
        gold: str(destination.site.membership(gold)["id"])
    }


def test_of_two_with_one_title_the_id_is_to_be_named(
    destination: SiteDestination, memory: DictMemory
) -> None:
    first = destination.site.membership(GOLD)["id"]
    destination.site.furnish(memberships=[GOLD])
    [refused] = destination.crm.apply(give(), memory).refused
    assert refused.reason == (
        f"MemberPress has 2 memberships named '{GOLD}'."
        f" Name the id in rules.yaml instead: '{first}' or '33'."
    )
    assert destination.people() == set()
    others = destination.crm.check((), [(Sort.ACCESS, GOLD)]).others
    assert others == ((Sort.ACCESS, GOLD, "33"),)


def test_ids_are_asked_for_once_for_all_people_and_processes(
    destination: SiteDestination, memory: DictMemory
) -> None:
    destination.crm.check((), [(Sort.ACCESS, GOLD), (Sort.ACCESS, SILVER)])
    destination.start_over()
    destination.crm.apply(give(wish(), wish(SILVER)), memory)
    assert destination.calls().count(TITLES) == 1


def test_one_that_was_made_anew_there_is_given_by_its_new_id(
    destination: SiteDestination, memory: DictMemory
) -> None:
    destination.crm.apply(give(), memory)
    for _ in range(2):
        destination.site.remove_membership(GOLD)
        destination.site.furnish(memberships=[GOLD])
        destination.start_over()
        assert destination.crm.apply(give(), memory).done == (done("given"),)
        assert destination.open_at(ANN, SOON) == {GOLD}


@pytest.mark.parametrize("known", [False, True], ids=["new person", "known person"])
def test_one_that_is_gone_is_refused_by_name_although_the_site_stores_it(
    destination: SiteDestination, memory: DictMemory, known: bool
) -> None:
    destination.crm.check((), [(Sort.ACCESS, GOLD)])
    if known:
        destination.crm.apply(give(wish(SILVER)), memory)
    destination.site.remove_membership(GOLD)
    destination.start_over()
    [refused] = destination.crm.apply(give(), memory).refused
    assert refused.reason == (
        f"The membership '{GOLD}' does not exist in MemberPress."
        " Create it there, publish it, or correct rules.yaml."
    )
    if known:
        assert SELL in destination.calls()
    destination.site.furnish(memberships=[GOLD])
    assert destination.crm.apply(give(), memory).done == (done("given"),)
    assert GOLD in destination.open_at(ANN, SOON)


def test_a_name_like_another_is_refused_with_the_nearest_and_what_to_do(
    destination: SiteDestination, memory: DictMemory
) -> None:
    [refused] = destination.crm.apply(give(wish("Gold Membershp")), memory).refused
    assert refused.reason == (
        "The membership 'Gold Membershp' does not exist in MemberPress."
        f" Nearest there: '{GOLD}'. Create it there, publish it, or correct rules.yaml."
    )


def test_what_was_seen_there_is_taken_for_so_for_a_while(
    destination: SiteDestination, memory: DictMemory
) -> None:
    now = 0.0
    client = destination.crm._client
    directory = MembershipDirectory(client, DictMemory(), lambda: now)
    gold = str(destination.site.membership(GOLD)["id"])
    for at, calls in ((1.0, 1), (299.0, 1), (302.0, 2)):
        now = at
        assert directory.is_there(GOLD, gold, memory)
        assert destination.count() == calls
    assert not directory.is_there(GOLD, "9999", memory)


@pytest.mark.parametrize("title", ["Tea &amp; more", "Tea & more"])
def test_a_title_is_read_as_people_read_it(
    destination: SiteDestination, memory: DictMemory, title: str
) -> None:
    """WordPress keeps the sign as `&amp;` for whoever may not write HTML of her own."""
    destination.site.furnish(memberships=[title])
    assert destination.crm.check((), [(Sort.ACCESS, "Tea & more")]).others == ()
    assert destination.crm.apply(give(wish("tea & More")), memory).refused == ()
    assert destination.open_at(ANN, SOON) == {title}


class TestWhatIsNotListedAnyMore:
    """It lets in whoever has it, so that an end must find it all the same."""

    def let_in(self, destination: SiteDestination, memory: DictMemory) -> None:
        destination.crm.apply(give(wish(), wish(SILVER)), memory)

    def look_and_end(self, destination: SiteDestination, memory: DictMemory, what: str) -> None:
        destination.crm.check((), [(Sort.ACCESS, GOLD)])  # as is done once in an hour
        assert destination.crm.apply(end(), memory).done == (done(what),)

    @pytest.mark.parametrize("older", [False, True], ids=["newer build", "older build"])
    @pytest.mark.parametrize("made_anew", [False, True], ids=["renamed", "and another named so"])
    def test_one_that_was_renamed(
        self, destination: SiteDestination, memory: DictMemory, older: bool, made_anew: bool
    ) -> None:
        destination.site.conditions.older_build = older
        self.let_in(destination, memory)
        destination.site.rename_membership(GOLD, "Platinum")
        destination.site.furnish(memberships=[GOLD] if made_anew else [])
        self.look_and_end(destination, memory, "ended")
        assert destination.open_at(ANN, SOON) == {SILVER}

    def test_one_that_is_a_draft(self, destination: SiteDestination, memory: DictMemory) -> None:
        self.let_in(destination, memory)
        destination.site.unpublish_membership(GOLD)
        destination.account_memory.values.clear()
        self.look_and_end(destination, memory, "ended")
        assert destination.open_at(ANN, SOON) == {SILVER}
        self.look_and_end(destination, memory, "had ended")

    def test_one_of_two_with_one_title(
        self, destination: SiteDestination, memory: DictMemory
    ) -> None:
        self.let_in(destination, memory)
        destination.site.furnish(memberships=[GOLD])
        self.look_and_end(destination, memory, "ended")
        assert destination.open_at(ANN, SOON) == {SILVER}

    def test_one_that_was_renamed_is_given_to_nobody_by_its_old_name(
        self, destination: SiteDestination, memory: DictMemory
    ) -> None:
        self.let_in(destination, memory)
        destination.site.rename_membership(GOLD, "Platinum")
        destination.crm.check((), [(Sort.ACCESS, GOLD)])
        [refused] = destination.crm.apply(give(wish(hold="live:7:product-12")), memory).refused
        assert refused.reason.startswith(f"The membership '{GOLD}' does not exist in MemberPress.")
