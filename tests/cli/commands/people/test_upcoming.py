"""What `bridge upcoming` promises: what is to come, and it comes now or never if told so."""

import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.cli.conftest import Shell
from tests.cli.people import KeepingCrm, comes_now
from tests.cli.shop import RULES, Shop

SLOW = RULES.replace(
    "items: [product-12, upsell-3]",
    "items: [product-12, upsell-3]\n    payment failed: after 7 days",
)
HERS = "p0@example.com"
OVERDUE = "Gold counts as overdue (product-12 of order 1000)"


@pytest.fixture
def crm(bridge: Shell, shop: Shop, redis_url: str) -> KeepingCrm:
    """Two buyers whose payment failed; in a week that shuts them out."""
    bridge.env["REDIS_URL"] = redis_url
    made = shop.crm = KeepingCrm()
    for what, ago in [("purchase", timedelta(minutes=3)), ("payment failed", timedelta(minutes=2))]:
        shop.work(*(comes_now(shop, what, number, ago) for number in range(2)), rules=SLOW)
    assert made.tags == {HERS: {"Gold"}, "p1@example.com": {"Gold"}}
    return made


def ids(bridge: Shell, *more: str) -> list[str]:
    return [each["id"] for each in json.loads(bridge("upcoming", *more, "--json").stdout)]


def done(shop: Shop, output: str) -> int:
    """The workers take in what a hand just said."""
    id_ = int(re.findall(r"delivery (\d+)", output)[0])
    shop.work(id_, rules=SLOW)
    shop.sweep()
    return id_


@pytest.mark.usefixtures("crm")
def test_it_lists_what_is_to_come_with_ids(bridge: Shell) -> None:
    result = bridge("upcoming")
    assert (result.stderr, result.exit_code) == ("", 0)
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["ID", "WHEN", "E-MAIL", "WHAT", "BY"]
    assert [line.split()[0] for line in lines[1:3]] == ids(bridge)
    assert {word for line in lines[1:3] for word in line.split() if "@" in word} == {
        HERS,
        "p1@example.com",
    }
    assert OVERDUE in result.stdout
    assert lines[-1].startswith("bridge upcoming hurry EMAIL ID has it count now;")


@pytest.mark.usefixtures("crm")
def test_one_buyers_or_the_first_ones(bridge: Shell) -> None:
    (told,) = json.loads(bridge("upcoming", "--email", HERS, "--json").stdout)
    assert (told["email"], told["rule"]) == (HERS, "Gold")
    assert told["what"] == OVERDUE
    assert set(told) == {"id", "subject", "email", "at", "what", "rule", "line"}
    assert len(ids(bridge, "--limit", "1")) == 1


OTHERWISE = text(
    "UPDATE places SET wake_at = now() + CAST(:wait AS interval), attempts = :attempts "
    "WHERE address = :email"
)


@pytest.mark.parametrize(
    "place",
    [
        {"email": HERS, "wait": "1 second", "attempts": 0},
        {"email": "p1@example.com", "wait": "30 days", "attempts": 1},
    ],
)
@pytest.mark.usefixtures("crm")
def test_the_first_ones_are_the_first_by_their_time(
    bridge: Shell, shop: Shop, place: dict[str, object]
) -> None:
    """Also where a place wakes for something else, as for what is tried again."""
    shop.work(comes_now(shop, "payment failed", 1, timedelta(days=2)), rules=SLOW)
    with shop.engine.connect() as connection:
        connection.execute(OTHERWISE, place)
    (first,) = json.loads(bridge("upcoming", "--limit", "1", "--json").stdout)
    assert first["email"] == "p1@example.com"
    assert [each["email"] for each in json.loads(bridge("upcoming", "--json").stdout)] == [
        "p1@example.com",
        HERS,
    ]


def test_skipped_it_never_happens_and_that_can_be_undone(
    bridge: Shell, shop: Shop, crm: KeepingCrm
) -> None:
    (id_,) = ids(bridge, "--email", HERS)
    result = bridge("upcoming", "skip", HERS, id_, "--why", "she pays by bank")
    assert (result.stderr, result.exit_code) == ("", 0)
    assert result.stdout.startswith(f"'{OVERDUE}' will not come.")
    said = done(shop, result.stdout)
    assert ids(bridge, "--email", HERS) == []
    assert len(ids(bridge)) == 1
    assert crm.tags[HERS] == {"Gold"}
    done(shop, bridge("undo", "--hand", said, "--yes").stdout)
    assert ids(bridge, "--email", HERS) == [id_]


def test_hurried_it_counts_now_and_that_can_be_undone(
    bridge: Shell, shop: Shop, crm: KeepingCrm
) -> None:
    (id_,) = ids(bridge, "--email", HERS)
    result = bridge("upcoming", "hurry", HERS, id_)
    assert result.stdout.startswith(f"'{OVERDUE}' counts from now on")
    said = done(shop, result.stdout)
    assert crm.tags == {HERS: {"Gold", "GoldPAYF"}, "p1@example.com": {"Gold"}}
    assert ids(bridge, "--email", HERS) == []
    done(shop, bridge("undo", "--hand", said, "--yes").stdout)
    assert crm.tags[HERS] == {"Gold"}
    assert ids(bridge, "--email", HERS) == [id_]


@pytest.mark.usefixtures("crm")
@pytest.mark.parametrize("what", ["skip", "hurry"])
def test_what_is_not_to_come(bridge: Shell, what: str) -> None:
    (id_,) = ids(bridge, "--email", HERS)
    for email, wrong in [(HERS, "12345678"), ("p1@example.com", id_), ("no@example.com", id_)]:
        result = bridge("upcoming", what, email, wrong)
        assert (result.stdout, result.exit_code) == ("", 1)
        assert result.stderr == (
            f"Nothing of that ID is to come for {email}. `bridge upcoming --email {email}` lists "
            "what is.\n"
        )


@pytest.mark.usefixtures("crm")
def test_a_script_gets_the_delivery(bridge: Shell) -> None:
    (id_,) = ids(bridge, "--email", HERS)
    told = json.loads(bridge("upcoming", "skip", HERS, id_, "--json").stdout)
    assert told == {"delivery": 5, "signalled": True}


@pytest.mark.usefixtures("shop")
def test_nothing_is_to_come(bridge: Shell) -> None:
    assert bridge("upcoming").output == "Nothing is to come.\n"
    assert bridge("upcoming", "--email", "no@example.com").output == "Nothing is to come.\n"
    assert bridge("upcoming", "--json").output == "[]\n"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("--email", "her"), "'her' is not an e-mail address."),
        (("--limit", "0"), "'0' is not a whole number from 1 to 1000."),
        (("skip", HERS), "Missing argument 'ID'."),
        (("hurry",), "Missing argument 'EMAIL'."),
        (("hurry", "her", "12345678"), "'her' is not an e-mail address."),
        (("wait", HERS, "12345678"), "No such command 'wait'."),
    ],
)
@pytest.mark.usefixtures("shop")
def test_wrong_use(bridge: Shell, typed: tuple[str, ...], said: str) -> None:
    result = bridge("upcoming", *typed)
    assert (result.stdout, result.exit_code) == ("", 2)
    assert said in result.stderr


def test_it_needs_the_database(bridge: Shell) -> None:
    for more in [(), ("skip", HERS, "12345678"), ("hurry", HERS, "12345678")]:
        result = bridge("upcoming", *more)
        assert (result.stdout, result.exit_code) == ("", 1)
        assert result.stderr.startswith("DATABASE_URL is missing")


@pytest.mark.usefixtures("crm")
@pytest.mark.parametrize("what", ["skip", "hurry"])
def test_to_say_something_redis_is_needed(bridge: Shell, what: str) -> None:
    (id_,) = ids(bridge, "--email", HERS)
    del bridge.env["REDIS_URL"]
    result = bridge("upcoming", what, HERS, id_)
    assert (result.stdout, result.exit_code) == ("", 1)
    assert result.stderr.startswith("REDIS_URL is missing")
