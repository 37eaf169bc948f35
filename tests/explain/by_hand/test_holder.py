"""Who is met at an address, and which of her memberships is meant by a name."""

import pytest

from tests.cli.conftest import Shell
from tests.cli.hands import HERS, RENAMED, WHY, done
from tests.cli.people import KeepingCrm
from tests.cli.shop import Shop


def test_a_membership_of_hers_that_was_renamed_is_ended_by_the_name_it_has(
    bridge: Shell, shop: Shop, crm: KeepingCrm
) -> None:
    shop.publish(RENAMED)
    result = bridge("end", HERS, "Platinum", *WHY)
    assert (result.stdout, result.stderr, result.exit_code) == (
        "",
        f"{HERS} has no membership 'Platinum', so nothing was done. {HERS} holds Gold.\n",
        1,
    )
    result = bridge("end", HERS, "gold", *WHY)
    assert result.output == f"Gold is ended for {HERS}. (delivery 2)\n"
    done(shop, result.stdout)
    assert crm.tags[HERS] == set()


@pytest.mark.usefixtures("crm")
@pytest.mark.parametrize("what", ["end", "ban"])
def test_a_wrong_name_is_told_with_what_she_holds(bridge: Shell, shop: Shop, what: str) -> None:
    shop.publish(RENAMED)
    result = bridge(what, HERS, "Copper", *WHY)
    assert (result.stdout, result.stderr, result.exit_code) == (
        "",
        f"The rules know no membership 'Copper'. There are: Gold, Platinum. {HERS} holds Gold.\n",
        1,
    )
    result = bridge(what, "guest@example.com", "Copper", *WHY)
    assert result.stderr == (
        "The rules know no membership 'Copper'. There are: Platinum. guest@example.com holds no "
        "membership.\n"
    )


def test_banned_by_any_name_that_rules_ever_had(bridge: Shell, shop: Shop, crm: KeepingCrm) -> None:
    shop.publish(RENAMED)
    for email in (HERS, "guest@example.com"):
        result = bridge("ban", email, "gold", *WHY)
        assert result.stdout.startswith(f"{email} is kept out of Gold. (delivery ")
        done(shop, result.stdout, RENAMED)
    assert crm.tags[HERS] == set()
    result = bridge("grant", "guest@example.com", "Gold", *WHY)
    assert result.stderr == "The rules know no membership 'Gold'. There are: Platinum.\n"


@pytest.mark.parametrize("what", ["grant", "end", "ban"])
def test_by_an_address_of_before_she_is_met_where_she_lives_now(
    bridge: Shell, shop: Shop, crm: KeepingCrm, what: str
) -> None:
    shop.work(shop.comes("e-mail changed", email="new@example.com", customer_id="500"))
    assert crm.tags["new@example.com"] == {"Gold", "Welcome"}
    result = bridge(what, HERS, "Gold", *WHY)
    assert "new@example.com" in result.output
    done(shop, result.stdout)
    left = {"Gold", "Welcome"} if what == "grant" else {"Welcome"}
    assert crm.tags["new@example.com"] == left


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("what", ["grant", "end", "ban"])
def test_before_rules_were_published(bridge: Shell, redis_url: str, what: str) -> None:
    bridge.env["REDIS_URL"] = redis_url
    result = bridge(what, HERS, "Gold", *WHY)
    assert (result.stdout, result.exit_code) == ("", 1)
    assert result.stderr.startswith("No rules were published yet.")
