"""The rules that count, brought into a rules file without losing what either side changed."""

import pytest
from sqlalchemy import Connection

from bridge.explain.publishing.pulled_file import PulledFile, pull
from bridge.model.errors import BridgeError
from bridge.reconcile.publishing.publisher import Publisher
from tests.reconcile.stage import Stage, published

BASE = """\
crm: activecampaign
memberships:
  Gold:
    items: product-12
rules:
  - name: Buyers
    when: purchase
    add: Buyer
"""
BY_CONSOLE = BASE.replace("product-12", "[product-12, product-14]")
BY_FILE = BASE + "  - name: Refunds\n    when: refund\n    add: Refunded\n"
BOTH = BY_FILE.replace("product-12", "[product-12, product-14]")


@pytest.fixture
def store(stage: Stage) -> Connection:
    """Where the console changed what the first file said."""
    stage.publish(BASE)
    Publisher(stage.engine, stage.library).publish(BY_CONSOLE, "rules.yaml", 1, who="Ann")
    return stage.engine.connect()


def pulled(store: Connection, mine: str) -> PulledFile:
    found = pull(store, mine, "rules.yaml")
    assert found is not None
    assert found.counts.number == 2
    return found


@pytest.mark.parametrize("mine", [BASE, BY_CONSOLE, ""])
def test_a_file_that_holds_nothing_of_its_own_becomes_what_counts(
    store: Connection, mine: str
) -> None:
    found = pulled(store, mine)
    assert (found.text, found.was_changed) == (BY_CONSOLE, False)


def test_what_was_never_published_stays_beside_what_counts(store: Connection) -> None:
    found = pulled(store, BY_FILE)
    assert (found.text, found.was_changed) == (BOTH, True)
    assert pulled(store, BOTH).text == BOTH


def test_the_line_ends_of_the_file_stay(store: Connection) -> None:
    assert pulled(store, BY_FILE.replace("\n", "\r\n")).text == BOTH.replace("\n", "\r\n")


def test_where_both_changed_the_same_place_both_are_shown(store: Connection) -> None:
    with pytest.raises(BridgeError) as caught:
        pull(store, BASE.replace("product-12", "product-15"), "rules.yaml")
    told = str(caught.value).splitlines()
    assert told[0].startswith("rules.yaml line 4 and version 2 (in the console by Ann, ")
    assert told[0].endswith(") changed the same place:")
    assert told[1:] == [
        "  <     items: product-15",
        "  >     items: [product-12, product-14]",
        "Nothing was written. Write the version that counts beside it (bridge rules pull "
        "theirs.yaml), put both together in rules.yaml by hand, and publish that: bridge rules "
        "push",
    ]


def test_of_many_places_the_first_are_shown(store: Connection) -> None:
    with pytest.raises(BridgeError) as caught:
        pull(store, "".join(f"{line}\n# mine\n" for line in BASE.splitlines()), "rules.yaml")
    assert "changed the same place" in str(caught.value)


def test_what_makes_no_good_rules_together_is_not_written(stage: Stage) -> None:
    """Each by itself is good, and both call a rule alike."""
    stage.publish(BASE)
    again = "  - name: Leavers\n    when: refund\n    add: Left\n"
    top = BASE.replace("rules:\n", f"rules:\n{again}")
    Publisher(stage.engine, stage.library).publish(top, "rules.yaml", 1)
    mine = BASE + again.replace("Left", "Gone")
    assert published(mine).rules
    with stage.engine.connect() as connection, pytest.raises(BridgeError) as caught:
        pull(connection, mine, "rules.yaml")
    assert "changed different places, and together they make these mistakes" in str(caught.value)
    assert "Leavers" in str(caught.value)


def test_before_anything_was_published_there_is_nothing_to_pull(stage: Stage) -> None:
    with stage.engine.connect() as connection:
        assert pull(connection, BASE, "rules.yaml") is None
