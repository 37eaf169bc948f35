"""What holds for all that is said by hand: it is kept, told at once, and taken back once."""

import json
import re

import pytest

from bridge.model.errors import AccountRefused
from bridge.queue.jobs import Signals, redis_for
from tests.cli.conftest import Shell, WriteRules
from tests.cli.hands import HERS, WHY, done
from tests.cli.people import KeepingCrm
from tests.cli.shop import RULES, Shop

TWICE = (
    "What was granted by hand in delivery 2 is taken back already, by delivery 3. Nothing was "
    "done.\n"
)


@pytest.mark.usefixtures("crm")
@pytest.mark.parametrize("what", ["grant", "end", "ban"])
def test_yes_may_be_said_to_each(bridge: Shell, what: str) -> None:
    result = bridge(what, HERS, "Gold", *WHY, "--yes")
    assert (result.stderr, result.exit_code) == ("", 0)


@pytest.mark.usefixtures("crm")
def test_who_said_it_is_kept(bridge: Shell) -> None:
    bridge.env["BRIDGE_OPERATOR"] = "Ada"
    bridge("grant", HERS, "Gold", *WHY)
    assert json.loads(bridge("show", 2, "--body").stdout) == {"operator": "Ada"}
    assert "\n  Said by     Ada\n" in bridge("show", 2).stdout


@pytest.mark.usefixtures("crm")
@pytest.mark.parametrize("what", ["grant", "end", "ban"])
def test_a_script_and_the_workers_get_the_delivery(
    bridge: Shell, redis_url: str, what: str
) -> None:
    told = json.loads(bridge(what, HERS, "Gold", *WHY, "--json").stdout)
    assert told == {"delivery": 2, "signalled": True}
    assert Signals(redis_for(redis_url, 2)).waiting() == {("delivery", 2)}


@pytest.mark.usefixtures("crm")
def test_while_redis_is_away_it_takes_longer(bridge: Shell) -> None:
    bridge.env["REDIS_URL"] = "redis://127.0.0.1:1"
    result = bridge("grant", HERS, "Gold", *WHY)
    assert (result.exit_code, result.stdout) == (
        0,
        f"Gold is granted to {HERS}. (delivery 2) Redis does not answer, so the workers "
        "come to it once it does.\n",
    )


def test_while_the_account_is_paused_it_says_that_the_crm_is_told_later(
    bridge: Shell, shop: Shop, crm: KeepingCrm
) -> None:
    crm.fails = AccountRefused("ActiveCampaign refused the key (403).")
    shop.work(shop.comes("purchase"))
    assert re.sub(r"since .+?: ", "since (now): ", bridge("grant", HERS, "Gold", *WHY).stdout) == (
        f"Gold is granted to {HERS}. (delivery 3) ActiveCampaign is paused since (now): "
        "ActiveCampaign refused the key (403). It is told once this is put right.\n"
    )


@pytest.mark.usefixtures("crm")
@pytest.mark.parametrize("what", ["grant", "end", "ban"])
@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        ((HERS, "Gold"), 2, "Missing option '--why'."),
        ((HERS, "Gold", "--why", " "), 2, "there is no reason in it."),
        (("her", "Gold", *WHY), 2, "'her' is not an e-mail address."),
        (("a b@x.example.com", "Gold", *WHY), 2, "'a b@x.example.com' is not an e-mail address."),
        (("a@b@example.com", "Gold", *WHY), 2, "'a@b@example.com' is not an e-mail address."),
        (("her@localhost", "Gold", *WHY), 2, "'her@localhost' is not an e-mail address."),
        ((), 2, "Missing argument 'EMAIL'."),
        ((HERS, "Glod", *WHY), 1, "no membership 'Glod'. Did you mean 'Gold'?"),
        ((HERS, "Platinum", *WHY), 1, "no membership 'Platinum'. There are: Gold."),
    ],
)
def test_wrong_use(bridge: Shell, what: str, typed: tuple[str, ...], code: int, said: str) -> None:
    result = bridge(what, *typed)
    assert (result.stdout, result.exit_code) == ("", code)
    assert said in result.stderr
    assert len(json.loads(bridge("events", "--json").stdout)["deliveries"]) == 1


@pytest.mark.parametrize("what", ["show", "explain"])
@pytest.mark.usefixtures("crm")
def test_the_end_of_all_time_is_too_far_away_not_no_time(bridge: Shell, what: str) -> None:
    result = bridge(what, HERS, "--as-of", "9999-12-31")
    assert (result.stdout, result.exit_code) == ("", 2)
    assert result.stderr.endswith(
        "Error: Invalid value for '--as-of': '9999-12-31' is too far away. Name a time between "
        "1970 and 2200.\n"
    )


@pytest.mark.usefixtures("crm")
@pytest.mark.parametrize("id_", [1, 99])
def test_only_what_a_hand_did_is_taken_back(bridge: Shell, id_: int) -> None:
    result = bridge("undo", "--hand", id_, "--yes")
    assert (result.stdout, result.exit_code) == ("", 1)
    assert result.stderr.startswith(f"Delivery {id_} is nothing that a hand did.")


@pytest.mark.usefixtures("crm")
@pytest.mark.parametrize("taken_in", [True, False])
def test_what_a_hand_did_is_taken_back_once(bridge: Shell, shop: Shop, taken_in: bool) -> None:
    bridge("grant", HERS, "Gold", *WHY)
    bridge("undo", "--hand", "2", "--yes")
    if taken_in:
        shop.work(2, 3)
    result = bridge("undo", "--hand", "2", "--yes")
    assert (result.stdout, result.stderr, result.exit_code) == ("", TWICE, 1)
    assert len(shop.deliveries.latest()) == 3
    assert [each.duplicates for each in shop.deliveries.latest()] == [0, 0, 0]


@pytest.mark.usefixtures("crm")
def test_of_two_who_take_a_hands_word_back_at_once_the_second_is_told(
    bridge: Shell, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    bridge("grant", HERS, "Gold", *WHY)
    monkeypatch.setattr("bridge.explain.by_hand.hand_speaker.backs_of", lambda *_: {})
    assert bridge("undo", "--hand", "2", "--yes").exit_code == 0
    result = bridge("undo", "--hand", "2", "--yes")
    assert (result.stdout, result.stderr, result.exit_code) == ("", TWICE, 1)
    assert len(shop.deliveries.latest()) == 3


def test_what_takes_back_is_taken_back_itself_and_so_on(
    bridge: Shell, shop: Shop, crm: KeepingCrm
) -> None:
    words = [done(shop, bridge("ban", HERS, *WHY, "--yes").stdout)]
    for about, keeps_out in ((0, False), (1, True), (0, False), (3, True)):
        result = bridge("undo", "--hand", words[about], "--yes")
        again = "taken back by hand counts again" if about else "banned by hand counts no more"
        assert result.stdout.startswith(f"What was {again}. (delivery ")
        words.append(done(shop, result.stdout))
        assert crm.tags[HERS] == (set() if keeps_out else {"Gold"})
        twice = bridge("undo", "--hand", words[about], "--yes")
        assert twice.stderr.endswith(f"already, by delivery {words[-1]}. Nothing was done.\n")


def test_a_word_of_a_hand_is_taken_back_wherever_she_lives_by_now(
    bridge: Shell, shop: Shop, crm: KeepingCrm
) -> None:
    banned = done(shop, bridge("ban", HERS, *WHY, "--yes").stdout)
    shop.work(shop.comes("e-mail changed", email="new@example.com", customer_id="500"))
    done(shop, bridge("undo", "--hand", banned, "--yes").stdout)
    assert crm.tags["new@example.com"] == {"Gold", "Welcome"}


@pytest.mark.usefixtures("crm")
@pytest.mark.parametrize("typed", ["n\n", ""])
def test_without_a_yes_nothing_is_taken_back(bridge: Shell, typed: str) -> None:
    bridge("grant", HERS, "Gold", *WHY)
    result = bridge("undo", "--hand", "2", typed=typed)
    assert result.exit_code == 1
    assert result.stderr.endswith(
        "Nothing was changed.\n" if typed else ": bridge undo --hand 2 --yes\n"
    )


@pytest.mark.parametrize("what", ["grant", "end", "ban"])
def test_they_need_the_database_and_redis(bridge: Shell, what: str, rules_file: WriteRules) -> None:
    rules_file(RULES)
    result = bridge(what, HERS, "Gold", *WHY)
    assert (result.stdout, result.exit_code) == ("", 1)
    assert "DATABASE_URL is missing" in result.stderr
    assert "REDIS_URL is missing" in result.stderr


@pytest.mark.usefixtures("crm")
def test_taking_back_needs_redis(bridge: Shell) -> None:
    bridge("grant", HERS, "Gold", *WHY)
    del bridge.env["REDIS_URL"]
    result = bridge("undo", "--hand", "2", "--yes")
    assert (result.stdout, result.exit_code) == ("", 1)
    assert result.stderr.startswith("REDIS_URL is missing")
