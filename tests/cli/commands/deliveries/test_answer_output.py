"""What `bridge explain` promises of deliveries that came and of events that did not, yet."""

import json

import pytest
from sqlalchemy import select

from bridge.store import applied as told
from bridge.store import places
from bridge.store.schema.tables import applied, deliveries, event_decisions
from tests.cli.conftest import Shell, WriteRules
from tests.cli.shop import NOON, RULES, Shop

AT = ("--at", "2026-02-01T14:00+02:00")
BUYER = ("--email", "buyer@example.com")


@pytest.fixture(autouse=True)
def _rules(rules_file: WriteRules) -> None:
    rules_file(RULES)


def what_she_has(shop: Shop, email: str = "buyer@example.com") -> set[str]:
    with shop.engine.connect() as connection:
        place = places.find(connection, "activecampaign", email)
        assert place is not None
        rows = told.applied_of(connection, place.id).values()
        return {each.name for each in rows if each.value == "wanted"}


def has_then(answer: str) -> set[str]:
    return {tag for tag, due in json.loads(answer)["tags"].items() if due}


def test_an_event_in_words_is_explained_for_somebody_new(bridge: Shell) -> None:
    result = bridge("explain", "--event", "payment failed product-12", "--plan", "912", *AT)
    assert (
        result.output
        == """\
Event     payment failed
Happened  1 Feb 2026, 14:00
Contact   Somebody new <new@example.com>
Items     product-12 plan 912

These rules match:
  RULE                  LINE  DOES
  Gold: payment failed  3     adds 'GoldPAYF'

8 other rules wait for other events.

For a contact of whom nothing else is known:
  has then  GoldPAYF
  has not   GoldCANC, GoldSUSP
"""
    )
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("order", "ordered", "ends"),
    [
        (" with order 2 weeks ago", "Ordered   18 Jan 2026, 14:00\n", "matches"),
        (" with order 337 hours ago", "Ordered   18 Jan 2026, 13:00\n",
         "this came 14 days and 1 hour after it"),
        ("", "", "this does not tell when the order was"),
    ],
)  # fmt: skip
def test_an_event_in_words_may_say_how_long_ago_its_order_was(
    bridge: Shell, rules_file: WriteRules, order: str, ordered: str, ends: str
) -> None:
    rule = "{name: A, when: refund, since order: at most 14 days, remove: Buyer}"
    rules_file(f"crm: activecampaign\nrules:\n  - {rule}\n")
    asked = ("explain", "--event", f"refund product-12{order}", *AT)
    assert bridge(*asked).output.partition("Contact")[0] == (
        f"Event     refund\nHappened  1 Feb 2026, 14:00\n{ordered}"
    )
    (rule_told,) = json.loads(bridge(*asked, "--json").stdout)["rules"]
    only = f"only at most 14 days since the order; {ends}"
    assert rule_told["why_not"] == ("" if ends == "matches" else only)


def test_with_an_address_it_tells_the_tags_with_all_that_is_known_of_her(
    bridge: Shell, shop: Shop
) -> None:
    shop.work(shop.comes("purchase", "product-12"), shop.comes("purchase", "upsell-3"))
    told = bridge("explain", "--event", "refund upsell-3", *BUYER, *AT).output
    assert told.partition("\nFor ")[2] == (
        "this contact, with all that is known of her:\n"
        "  has then  Gold, Refunded, Welcome\n"
        "  has not   GoldCANC, GoldPAYF, GoldSUSP\n"
        "  gains     Refunded\n"
        "  loses     nothing\n"
    )


def test_what_is_older_than_what_is_known_changes_nothing(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("purchase"))
    early = bridge("explain", "--event", "refund product-12", *BUYER, "--at", "2026-01-01")
    told = early.output.partition("\nFor ")[2]
    assert told == (
        "this contact, with all that is known of her:\n"
        "  has then  Gold, Refunded, Welcome\n"
        "  has not   GoldCANC, GoldPAYF, GoldSUSP\n"
        "  gains     Refunded\n"
        "  loses     nothing\n"
    )
    late = json.loads(
        bridge("explain", "--event", "refund product-12", *BUYER, *AT, "--json").stdout
    )
    assert (late["contact_known"], late["gains"], late["loses"]) == (True, ["Refunded"], ["Gold"])


def test_without_an_address_the_contact_is_new(bridge: Shell) -> None:
    told = json.loads(bridge("explain", "--event", "purchase product-12", *AT, "--json").stdout)
    assert (told["contact_known"], told["gains"], told["loses"]) == (False, ["Gold", "Welcome"], [])


def test_whoever_is_named_is_looked_up_or_it_says_that_she_cannot_be(bridge: Shell) -> None:
    result = bridge("explain", "--event", "purchase product-12", *BUYER, *AT)
    assert result.stderr.startswith("DATABASE_URL is missing:")
    assert (result.stdout, result.exit_code) == ("", 1)


def test_a_contact_that_the_record_does_not_know_is_new(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("purchase"))
    told = bridge("explain", "--event", "rebill product-12", "--email", "ann@example.com", *AT)
    assert told.output.partition("\nFor ")[2] == (
        "a contact of whom nothing else is known:\n"
        "  has then  Gold\n"
        "  has not   GoldCANC, GoldPAYF, GoldSUSP\n"
    )


def test_a_step_says_what_conditions_ask_for(bridge: Shell, rules_file: WriteRules) -> None:
    rules_file(
        "crm: activecampaign\nrules:\n"
        "  - {name: Summer, when: purchase, coupon: SUMMER*, plans: 911, add: Summer}\n"
    )
    step = "purchase product-12 plan 5 with coupon SUMMER25"
    told = [
        json.loads(bridge("explain", "--event", step, *plan, "--json").stdout)
        for plan in ([], ["--plan", "911"], ["--plan", "unknown"])
    ]
    assert [each["rules"][0]["why_not"] for each in told] == [
        "only pricing option 911; this was 5",
        "",
        "only pricing option 911; this names none",
    ]


def test_a_delivery_of_the_record_is_explained_by_its_number(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    shop.work(shop.comes("purchase"), shop.comes("refund"))
    rules_file(RULES.replace("Refunded", "Gone"))
    result = bridge("explain", "2")
    assert result.stdout.startswith("Event     refund (order.refund)\n")
    assert "  Refunds       9     adds 'Gone'\n" in result.stdout
    assert result.stdout.partition("\nFor ")[2] == (
        "this contact, with all that is known of her:\n"
        "  has then  Gone, Welcome\n"
        "  has not   Gold, GoldCANC, GoldPAYF, GoldSUSP\n"
        "  gains     Gone\n"
        "  loses     Gold\n"
    )


def test_a_delivery_that_tags_nobody_says_why(bridge: Shell, shop: Shop) -> None:
    id_ = shop.comes("affiliate approved")
    assert bridge("explain", id_).output.partition("\n\n")[2] == (
        "No rule is asked (kept): Stored for you to see; 'affiliate_approved' changes no tags.\n"
    )


STORY = ("purchase", "payment failed", "rebill", "cancelled", "purchase", "refund")


def test_it_agrees_with_what_the_workers_do(bridge: Shell, shop: Shop) -> None:
    for number, what in enumerate(STORY):
        at = NOON.replace(hour=NOON.hour + number).isoformat()
        step = f"{what} product-12 with order number {1 + (what == 'purchase') * number}"
        asked = bridge("explain", "--event", step, *BUYER, "--at", at, "--json")
        shop.work(shop.comes(what, order_id=step.rpartition(" ")[2]))
        again = bridge("explain", number + 1, "--json")
        assert has_then(asked.stdout) == what_she_has(shop)
        assert has_then(again.stdout) == what_she_has(shop)


def test_it_touches_nothing(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("purchase"))
    shop.comes("refund")

    def record() -> list[object]:
        with shop.engine.connect() as connection:
            tables = (deliveries, event_decisions, applied)
            return [row for table in tables for row in connection.execute(select(table))]

    before = record()
    assert bridge("explain", 2).exit_code == 0
    assert bridge("explain", "--event", "refund product-12", *BUYER).exit_code == 0
    assert bridge("explain", "--event", "refund product-12", "--email", "a@example.com")
    assert record() == before


USAGE = (
    "Usage: bridge explain [OPTIONS] [FILE|ID|EMAIL]\nTry 'bridge explain --help' for help.\n\n"
    "Error: "
)
EITHER = (
    "Name a delivery (its file or id) or a buyer's address, or describe an event with --event.\n"
)
OWN = "--plan, --email and --at go with --event: a delivery has its own.\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], EITHER),
        (["refund.txt", "--event", "refund product-12"], EITHER),
        (["12", "--plan", "911"], OWN),
        (["refund.txt", *BUYER], OWN),
        (["-", *AT], OWN),
        (
            ["--event", "payment faild product-12"],
            "Invalid value for '--event': the event 'payment faild' is not known. "
            "Did you mean 'payment failed'?\n",
        ),
        (
            ["--event", "refund prodct-12"],
            "Invalid value for '--event': the item 'prodct-12' is not known. "
            "Did you mean 'product-12'?\n",
        ),
        (["--event", ""], "Invalid value for '--event': the step '' names no event.\n"),
        (
            ["--event", "purchase product-12 with cupon X"],
            "Invalid value for '--event': the fact 'cupon' is not known. Did you mean 'coupon'?\n",
        ),
        (
            ["--event", "refund product-12", "--plan", "monthly"],
            "Invalid value for '--plan': the pricing option 'monthly' is not a number. Write its "
            "number, like 90222, or 'unknown' for events that name none. A purchase's page names "
            "it behind 'plan'.\n",
        ),
        (
            ["--event", "abandoned cart", "--plan", "911"],
            "--plan is an item's: name the item in --event.\n",
        ),
        (
            ["--event", "refund product-12", "--at", "soon"],
            "Invalid value for '--at': 'soon' is no time. It looks like 2026-01-31T18:00.\n",
        ),
        (
            ["--event", "refund product-12", "--at", "2999-12-31"],
            "Invalid value for '--at': '2999-12-31' is too far away. Name a time between 1970 and "
            "2200.\n",
        ),
        (
            ["--event", "refund product-12", "--email", "buyer"],
            "Invalid value for '--email': 'buyer' is not an e-mail address.\n",
        ),
    ],
)
def test_wrong_use_says_what_is_right(bridge: Shell, arguments: list[str], message: str) -> None:
    result = bridge("explain", *arguments)
    assert (result.stderr, result.stdout, result.exit_code) == (USAGE + message, "", 2)


@pytest.mark.parametrize("id_", ["99", "99999999999999999999"])
def test_an_unknown_number_is_said(bridge: Shell, shop: Shop, id_: str) -> None:
    assert shop.deliveries.latest() == []
    result = bridge("explain", id_)
    message = f"No delivery has the id {id_}. `bridge events` lists those there are.\n"
    assert (result.stderr, result.exit_code) == (message, 1)


def test_a_number_needs_the_record(bridge: Shell) -> None:
    result = bridge("explain", "12")
    assert result.exit_code == 1
    assert result.stderr == (
        "DATABASE_URL is missing: where Postgres is. It looks like "
        "postgresql://user:password@host/name; Heroku sets it with its add-on.\n"
    )


@pytest.mark.parametrize(
    ("step", "why"),
    [
        ("granted by hand Gold for 3 days",
         "what is said by hand goes past the rules, so none explains it. "),
        ("moves to second address",
         "no rule is about a new address; it takes along what she has. "),
        ("refund product-12 half",
         "'half' is of what was paid before, and one event alone has no before. "),
    ],
)  # fmt: skip
def test_a_step_that_is_about_what_was_before_it_is_refused(
    bridge: Shell, step: str, why: str
) -> None:
    result = bridge("explain", "--event", step)
    assert result.stderr.endswith(
        f"Error: Invalid value for '--event': {why}Write it as a step of an example in the rules "
        "file, and run `bridge check`.\n"
    )


def test_an_order_alone_is_refused_since_its_items_are_not_known(bridge: Shell) -> None:
    assert bridge("explain", "--event", "cancelled order A").stderr.endswith(
        "Error: Invalid value for '--event': the items of the order A are not known here. Name "
        "them before it.\n"
    )
