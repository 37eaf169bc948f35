"""`bridge forget` erases a person, after asking."""

import json

import pytest

from bridge.store.people.erasure import would_be_erased
from tests.cli.conftest import Shell
from tests.cli.hands import HERS
from tests.cli.people import KeepingCrm
from tests.cli.shop import Shop


@pytest.mark.usefixtures("crm")
def test_it_asks_first_and_does_nothing_without_an_answer(bridge: Shell, shop: Shop) -> None:
    result = bridge("forget", HERS)
    assert result.exit_code != 0
    assert f"Erase {HERS} everywhere in the bridge?" in result.output
    assert f"bridge forget {HERS} --yes" in result.output
    assert would_be_erased(shop.engine, HERS).addresses == (HERS,)


def test_with_a_yes_it_erases_her_and_leaves_the_crm_alone(
    bridge: Shell, shop: Shop, crm: KeepingCrm
) -> None:
    tags = {each: {*of} for each, of in crm.tags.items()}
    result = bridge("forget", HERS, "--yes")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "Forgotten. 1 delivery still counts in the totals, and nothing in it names her.\n"
    )
    assert would_be_erased(shop.engine, HERS).addresses == ()
    assert crm.tags == tags


@pytest.mark.usefixtures("crm")
def test_scripts_read_what_was_erased(bridge: Shell) -> None:
    result = bridge("forget", HERS, "--yes", "--json")
    assert json.loads(result.stdout) == {"addresses": [HERS], "deliveries": 1}


@pytest.mark.usefixtures("crm")
def test_of_nobody_there_is_nothing_to_forget(bridge: Shell) -> None:
    result = bridge("forget", "nobody@example.com", "--yes")
    assert (result.stdout, result.exit_code) == ("", 1)
    assert "Nobody is known by the address nobody@example.com" in result.stderr


@pytest.mark.usefixtures("crm")
def test_what_is_forgotten_cannot_be_tried_again(bridge: Shell, shop: Shop) -> None:
    bridge("forget", HERS, "--yes")
    (left,) = shop.deliveries.latest()
    result = bridge("retry", str(left.id))
    assert result.exit_code == 1
    assert f"Whoever delivery {left.id} came of is forgotten" in result.stderr
    assert shop.deliveries.latest() == [left]
