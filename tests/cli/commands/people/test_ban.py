"""What `bridge ban` promises: she stays out whatever she pays, until that is taken back."""

import pytest

from tests.cli.conftest import Shell
from tests.cli.hands import BOTH, HERS, WHY, done
from tests.cli.people import KeepingCrm, pays_now
from tests.cli.shop import Shop


def test_banned_whatever_she_pays_until_it_is_taken_back(
    bridge: Shell, shop: Shop, crm: KeepingCrm
) -> None:
    result = bridge("ban", HERS, *WHY, "--yes")
    assert result.output == f"{HERS} is kept out of every membership. (delivery 2)\n"
    said = done(shop, result.stdout)
    assert crm.tags[HERS] == set()
    shop.work(pays_now(shop))
    assert crm.tags[HERS] == set()
    done(shop, bridge("undo", "--hand", said, "--yes").stdout)
    assert crm.tags[HERS] == {"Gold"}


@pytest.mark.parametrize("typed", ["n\n", ""])
def test_out_of_all_it_asks_first(bridge: Shell, shop: Shop, crm: KeepingCrm, typed: str) -> None:
    result = bridge("ban", HERS, *WHY, typed=typed)
    assert result.stdout.startswith(
        f"Keep {HERS} out of every membership? {HERS} holds Gold. [y/N]: "
    )
    nobody = (
        "Nobody answered, so nothing was changed. Where there is no terminal, say yes beforehand: "
        f"bridge ban {HERS} --why 'she asked' --yes\n"
    )
    assert (result.stderr, result.exit_code) == ("Nothing was changed.\n" if typed else nobody, 1)
    assert len(shop.deliveries.latest()) == 1
    done(shop, bridge("ban", HERS, *WHY, typed="y\n").stdout)
    assert crm.tags[HERS] == set()


@pytest.mark.usefixtures("crm")
def test_a_script_that_bans_from_all_says_yes(bridge: Shell) -> None:
    result = bridge("ban", HERS, *WHY, "--json")
    assert (result.stdout, result.exit_code) == ("", 2)
    assert result.stderr.endswith("Error: --json asks nothing: say --yes too.\n")


def test_banned_from_a_membership_without_a_name_is_no_ban_from_all(
    bridge: Shell, crm: KeepingCrm
) -> None:
    """As with a script's variable that was never set."""
    result = bridge("ban", HERS, "", *WHY)
    assert (result.stdout, result.exit_code) == ("", 1)
    assert "The rules know no membership ''" in result.stderr
    assert crm.tags[HERS] == {"Gold"}


def test_banned_from_one(bridge: Shell, shop: Shop, crm: KeepingCrm) -> None:
    shop.publish(BOTH)
    assert bridge("ban", HERS, "Silver", *WHY).output.startswith(f"{HERS} is kept out of Silver.")
    shop.work(2, rules=BOTH)
    assert crm.tags[HERS] == {"Gold"}
