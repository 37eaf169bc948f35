"""What `bridge end` promises: what she has ends, and nothing is ended that she has not."""

import pytest

from tests.cli.conftest import Shell
from tests.cli.hands import BOTH, HERS, WHY, done
from tests.cli.people import KeepingCrm, pays_now
from tests.cli.shop import Shop


def test_ended_until_it_is_taken_back(bridge: Shell, shop: Shop, crm: KeepingCrm) -> None:
    result = bridge("end", HERS, "Gold", "--why", "chargeback")
    assert result.output == f"Gold is ended for {HERS}. (delivery 2)\n"
    said = done(shop, result.stdout)
    assert crm.tags[HERS] == set()
    done(shop, bridge("undo", "--hand", said, "--yes").stdout)
    assert crm.tags[HERS] == {"Gold"}


def test_ended_until_she_pays_anew(bridge: Shell, shop: Shop, crm: KeepingCrm) -> None:
    done(shop, bridge("end", HERS, "Gold", *WHY).stdout)
    shop.work(pays_now(shop))
    assert crm.tags[HERS] == {"Gold"}


def test_what_was_granted_by_hand_ends_for_good(bridge: Shell, shop: Shop, crm: KeepingCrm) -> None:
    done(shop, bridge("grant", "guest@example.com", "Gold", *WHY).stdout)
    done(shop, bridge("end", "guest@example.com", "Gold", *WHY).stdout)
    assert crm.tags["guest@example.com"] == set()


@pytest.mark.usefixtures("crm")
def test_nobody_is_ended_whom_nobody_knows(bridge: Shell) -> None:
    result = bridge("end", "slip@example.com", "Gold", *WHY)
    assert (result.stdout, result.exit_code) == ("", 1)
    assert result.stderr == (
        "Nobody is known by the address slip@example.com, so there is nothing to end. To keep "
        "somebody out beforehand: bridge ban\n"
    )


@pytest.mark.usefixtures("crm")
def test_nothing_is_ended_that_she_never_had(bridge: Shell, shop: Shop) -> None:
    shop.publish(BOTH)
    result = bridge("end", HERS, "Silver", *WHY)
    assert (result.stdout, result.stderr, result.exit_code) == (
        "",
        f"{HERS} has no membership 'Silver', so nothing was done. {HERS} holds Gold.\n",
        1,
    )
    assert len(shop.deliveries.latest()) == 1


@pytest.mark.usefixtures("crm")
def test_nothing_is_ended_that_has_ended(bridge: Shell, shop: Shop) -> None:
    done(shop, bridge("end", HERS, "Gold", *WHY).stdout)
    result = bridge("end", HERS, "Gold", *WHY)
    assert (result.stdout, result.stderr, result.exit_code) == (
        "",
        f"Gold of {HERS} has ended already, so nothing was done. {HERS} holds no membership.\n",
        1,
    )
    assert len(shop.deliveries.latest()) == 2


def test_what_the_workers_did_not_take_in_yet_may_be_ended(
    bridge: Shell, shop: Shop, crm: KeepingCrm
) -> None:
    granted = bridge("grant", "guest@example.com", "Gold", *WHY).stdout
    ended = bridge("end", "guest@example.com", "Gold", *WHY)
    assert ended.output == "Gold is ended for guest@example.com. (delivery 3)\n"
    done(shop, ended.stdout)
    done(shop, granted)
    assert crm.tags.get("guest@example.com", set()) == set()
