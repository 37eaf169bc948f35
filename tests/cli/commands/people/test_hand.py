"""What `bridge grant`, `end`, `ban` and `undo --hand` promise: a hand's word, and its way back."""

import json
import re

import pytest

from bridge.queue.jobs import Signals, redis_for
from tests.cli.conftest import Shell, WriteRules
from tests.cli.people import KeepingCrm, buyers, comes, pays_now
from tests.cli.shop import RULES, Shop

HERS = "p0@example.com"
WHY = ("--why", "she asked")
RENAMED = RULES.replace("  Gold:", "  Platinum:")
BOTH = RULES.replace("rules:", "  Silver:\n    items: product-9\nrules:", 1)


@pytest.fixture
def crm(bridge: Shell, shop: Shop, redis_url: str) -> KeepingCrm:
    """One buyer has Gold."""
    bridge.env["REDIS_URL"] = redis_url
    return buyers(shop, 1)


def done(shop: Shop, output: str, rules: str = RULES) -> int:
    """The workers take in what a hand just said."""
    id_ = int(re.findall(r"delivery (\d+)", output)[0])
    shop.work(id_, rules=rules)
    shop.sweep()
    return id_


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
        f"Gold is granted to {HERS}. (delivery 2) Redis does not answer, so it may take the "
        "workers two minutes.\n",
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
def test_what_nobody_can_see_in_a_copied_address_is_left_out(bridge: Shell) -> None:
    result = bridge("grant", "guest@example.com\u200b ", "Gold", *WHY)
    assert result.output == "Gold is granted to guest@example.com. (delivery 2)\n"


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


@pytest.mark.usefixtures("crm")
@pytest.mark.parametrize("id_", [1, 99])
def test_only_what_a_hand_did_is_taken_back(bridge: Shell, id_: int) -> None:
    result = bridge("undo", "--hand", id_, "--yes")
    assert (result.stdout, result.exit_code) == ("", 1)
    assert result.stderr.startswith(f"Delivery {id_} is nothing that a hand did.")


TWICE = (
    "What was granted by hand in delivery 2 is taken back already, by delivery 3. Nothing was "
    "done.\n"
)


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
    monkeypatch.setattr("bridge.cli.commands.people.hand._backs", lambda *_: {})
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


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("what", ["grant", "end", "ban"])
def test_before_rules_were_published(bridge: Shell, redis_url: str, what: str) -> None:
    bridge.env["REDIS_URL"] = redis_url
    result = bridge(what, HERS, "Gold", *WHY)
    assert (result.stdout, result.exit_code) == ("", 1)
    assert result.stderr.startswith("No rules were published yet.")


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
