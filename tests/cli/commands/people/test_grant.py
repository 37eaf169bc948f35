"""What `bridge grant` promises: a membership beside what the cart says."""

import json

import pytest

from tests.cli.conftest import Shell
from tests.cli.hands import HERS, WHY, done
from tests.cli.people import KeepingCrm, comes
from tests.cli.shop import Shop


def test_granted_taken_back(bridge: Shell, shop: Shop, crm: KeepingCrm) -> None:
    result = bridge("grant", "guest@example.com", "gold", *WHY)
    assert (result.output, result.exit_code) == (
        "Gold is granted to guest@example.com. (delivery 2)\n",
        0,
    )
    said = done(shop, result.stdout)
    assert crm.tags["guest@example.com"] == {"Gold"}
    assert "she asked" in bridge("show", "guest@example.com").output
    back = bridge("undo", "--hand", said, typed="y\n")
    assert (back.stdout, back.exit_code) == (
        "Take back what was granted by hand? [y/N]: y\n"
        "What was granted by hand counts no more. (delivery 3)\n",
        0,
    )
    done(shop, back.stdout)
    assert crm.tags["guest@example.com"] == set()


def test_the_cart_does_not_touch_what_was_granted(
    bridge: Shell, shop: Shop, crm: KeepingCrm
) -> None:
    done(shop, bridge("grant", HERS, "Gold", *WHY).stdout)
    shop.work(comes(shop, "refund"))
    assert crm.tags[HERS] == {"Gold", "Refunded"}


def test_it_ends_by_itself(bridge: Shell, shop: Shop, crm: KeepingCrm) -> None:
    result = bridge("grant", "guest@example.com", "Gold", *WHY, "--until", "2190-01-31T18:00")
    assert result.stdout == (
        "Gold is granted to guest@example.com until 31 Jan 2190, 18:00. (delivery 2)\n"
    )
    done(shop, result.stdout)
    assert crm.tags["guest@example.com"] == {"Gold"}
    (told,) = json.loads(bridge("upcoming", "--json").stdout)
    assert (told["email"], told["at"]) == ("guest@example.com", "2190-01-31T18:00:00+02:00")


@pytest.mark.usefixtures("crm")
@pytest.mark.parametrize(
    ("until", "said"),
    [
        ("2020-01-31", "--until lies in the past."),
        ("soon", "'soon' is no time. It looks like 2026-01-31T18:00."),
        ("9000-01-01", "'9000-01-01' is too far away. Name a time between 1970 and 2200."),
        ("9999-12-31", "'9999-12-31' is too far away. Name a time between 1970 and 2200."),
        ("0001-01-01", "'0001-01-01' is too far away. Name a time between 1970 and 2200."),
    ],
)
def test_a_wrong_end(bridge: Shell, until: str, said: str) -> None:
    result = bridge("grant", HERS, "Gold", *WHY, "--until", until)
    assert (result.stdout, result.exit_code) == ("", 2)
    assert said in result.stderr


@pytest.mark.usefixtures("crm")
def test_what_nobody_can_see_in_a_copied_address_is_left_out(bridge: Shell) -> None:
    result = bridge("grant", "guest@example.com\u200b ", "Gold", *WHY)
    assert result.output == "Gold is granted to guest@example.com. (delivery 2)\n"
