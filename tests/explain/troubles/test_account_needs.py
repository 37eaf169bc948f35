"""Destinations that need somebody."""

from datetime import timedelta

from sqlalchemy import Engine

from bridge.explain.troubles.account_needs import account_needs, name_needs
from bridge.model import Sort, target_key
from bridge.rules import file as rulesfile
from bridge.store.destinations import DestinationState
from bridge.store.readiness import account_looks
from bridge.store.readiness.account_looks import AccountLook
from tests.cli.shop import NOON, RULES, Shop

PAUSED = DestinationState("school", NOON, "It refused the key (403).", None, 0)
SILENT = DestinationState("school", None, "", None, 0, 0, NOON, "It answered 503.")
WELL = DestinationState("school", None, "", None, 0)


def test_one_that_refuses_the_key_needs_somebody_at_once_one_that_is_silent_after_a_while() -> None:
    at, later = NOON + timedelta(minutes=5), NOON + timedelta(hours=1)
    assert [*account_needs([WELL, SILENT], at)] == []
    (paused,) = account_needs([PAUSED], at)
    assert (paused.key, paused.since, paused.quote) == (
        "paused:school",
        NOON,
        "It refused the key (403).",
    )
    assert "403" not in paused.words
    (silent,) = account_needs([SILENT], later)
    assert (silent.key, silent.words) == ("silent:school", "school does not answer.")
    assert silent.action is not None
    assert silent.action.target == {"destination": "school"}


def test_names_that_an_account_lacked_when_it_was_asked_need_somebody_before_a_buyer_does(
    engine: Engine,
) -> None:
    rules = rulesfile.parse(
        "crm: activecampaign\nrules:\n  - {name: R, when: refund, add: [Refunded, Left, Gone]}\n"
    )
    assert [*name_needs(engine, rules, [])] == []
    gone = tuple((Sort.TAG, name, None) for name in ("Refunded", "Left", "Of rules of before"))
    account_looks.keep(engine, AccountLook("activecampaign", NOON, "", missing=gone))
    (told,) = name_needs(engine, rules, [])
    assert (told.key, told.words) == (
        "lacking:activecampaign",
        "ActiveCampaign lacks 2 names of your rules.",
    )
    assert told.quote.startswith("'Refunded' and 'Left', when it was asked last (")
    refused = [("activecampaign", target_key(Sort.TAG, each)) for each in ("Refunded", "Left")]
    (told,) = name_needs(engine, rules, refused[:1])
    assert told.words == "ActiveCampaign lacks 1 name of your rules."
    assert [*name_needs(engine, rules, refused)] == []


def test_tags_that_are_made_when_they_are_needed_need_nobody(engine: Engine) -> None:
    rules = rulesfile.parse(
        "crm: activecampaign\ncreate_missing_tags: yes\n"
        "rules:\n  - {name: R, when: refund, add: Refunded}\n"
    )
    missing = ((Sort.TAG, "Refunded", None),)
    account_looks.keep(engine, AccountLook("activecampaign", NOON, "", missing=missing))
    assert [*name_needs(engine, rules, [])] == []


def test_a_name_that_a_buyer_got_since_is_there(engine: Engine) -> None:
    shop = Shop(engine)
    rules = rulesfile.parse(RULES)
    missing = tuple((Sort.TAG, name, None) for name in ("Gold", "Refunded"))
    account_looks.keep(engine, AccountLook("activecampaign", NOON, "", missing=missing))
    shop.work(shop.comes("purchase"))
    (told,) = name_needs(engine, rules, [])
    assert told.quote.startswith("'Refunded', when it was asked last (")
