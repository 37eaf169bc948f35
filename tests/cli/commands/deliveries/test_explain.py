"""What `bridge explain` promises: what a delivery would do, by which rule, touching nothing."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bridge.sources.thrivecart import samples
from tests.cli.conftest import Shell, WriteRules
from tests.cli.shop import RULES

AT = datetime(2026, 1, 31, 12, tzinfo=UTC)
NOT_GOLD = dict.fromkeys(("Gold", "GoldCANC", "GoldPAYF", "GoldSUSP"), False)


@pytest.fixture(autouse=True)
def _rules(rules_file: WriteRules) -> None:
    rules_file(RULES)


def refund(**more: Any) -> dict[str, object]:
    return samples.delivery("refund", at=AT, secret="somebody-s", mode="test", **more)


def test_it_says_which_rules_match_and_why_the_others_do_not(bridge: Shell, tmp_path: Path) -> None:
    (tmp_path / "refund.txt").write_bytes(samples.as_form(refund()))
    result = bridge("explain", "refund.txt")
    assert (
        result.output
        == """\
Event     refund (order.refund), test mode
Happened  31 Jan 2026, 14:00
Ordered   1 Jan 2026, 14:00
Contact   Bea Buyer <buyer@example.com>
Items     product-12 plan 912
Order     1001
Amount    49.00 USD

These rules match:
  RULE          LINE  DOES
  Gold: refund  3     revokes 'Gold' for product-12
  Refunds       9     adds 'Refunded'

7 other rules wait for other events.

For a contact of whom nothing else is known:
  has then  Refunded
  has not   Gold, GoldCANC, GoldPAYF, GoldSUSP
"""
    )
    assert result.exit_code == 0


def test_it_reads_json_from_stdin_and_tells_scripts_the_same(bridge: Shell) -> None:
    result = bridge("explain", "-", "--json", typed=samples.as_json(refund()))
    told = json.loads(result.stdout)
    assert told["event"]["kind"] == "refund"
    assert told["tags"] == NOT_GOLD | {"Refunded": True}
    assert told["set_aside"] is None
    asked = [tuple(effect[name] for name in ("action", "tag", "rule", "line"))
             for effect in told["effects"]]  # fmt: skip
    assert asked == [("add", "Refunded", "Refunds", 9)]
    assert told["memberships"]["Gold"]["open"] is False
    matched = [each["rule"] for each in told["rules"] if each["matched"]]
    assert (matched, len(told["rules"])) == (["Gold: refund", "Refunds"], 9)


def test_it_never_prints_the_secret(bridge: Shell) -> None:
    for more in ([], ["--json"]):
        result = bridge("explain", "-", *more, typed=samples.as_form(refund()))
        assert (result.exit_code, "somebody-s" in result.output) == (0, False)


def test_a_delivery_that_cannot_be_applied_says_why(bridge: Shell) -> None:
    body = samples.as_form(samples.delivery("affiliate approved", at=AT, mode="test"))
    assert bridge("explain", "-", typed=body).output == (
        "Event     affiliate approved (affiliate_approved), test mode\n"
        "Happened  31 Jan 2026, 14:00\n"
        "Order     1001\n"
        "\n"
        "No rule is asked (kept): Stored for you to see; 'affiliate_approved' changes no tags.\n"
    )


def test_a_file_no_rule_speaks_about_says_so(bridge: Shell, rules_file: WriteRules) -> None:
    rules_file("crm: activecampaign\nrules:\n  - {name: Buyers, when: purchase, add: Buyer}\n")
    result = bridge("explain", "-", typed=samples.as_form(refund()))
    assert result.output.partition("Order  ")[2] == (
        "   1001\n"
        "Amount    49.00 USD\n"
        "\n"
        "No rule of rules.yaml asks for anything.\n"
        "\n"
        "1 other rule waits for other events.\n"
    )


def test_rules_that_wait_for_such_an_event_say_why_they_do_not_match(
    bridge: Shell, rules_file: WriteRules
) -> None:
    rules_file(
        "crm: activecampaign\nrules:\n"
        "  - {name: Vips, when: refund, items: product-99, add: A}\n"
        "  - {name: Old, when: refund, enabled: no, add: B}\n"
        "  - {name: Buyers, when: purchase, add: C}\n"
    )
    result = bridge("explain", "-", typed=samples.as_form(refund()))
    assert result.output.partition("asks for anything.\n\n")[2] == (
        "These wait for 'refund', too, and do not match:\n"
        "  RULE (LINE)  WHY NOT\n"
        "  Vips (3)     none of its items is in this event\n"
        "  Old (4)      is switched off (enabled: no)\n"
        "\n"
        "1 other rule waits for other events.\n"
    )


def test_another_rules_file_can_be_tried(bridge: Shell, tmp_path: Path) -> None:
    (tmp_path / "draft.yaml").write_text(RULES.replace("Refunded", "Gone"))
    body = samples.as_form(refund())
    told = json.loads(bridge("explain", "-", "--rules", "draft.yaml", "--json", typed=body).stdout)
    assert told["rules_file"] == "draft.yaml"
    assert told["tags"] == NOT_GOLD | {"Gone": True}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "-: there is no delivery in it; it is empty."),
        (b"{}", "-: there is no delivery in it; it is empty."),
        (
            b'{"event": ',
            "-: the receiver would refuse it (400): The body is not readable JSON (line 1, column "
            "10), so it was not stored. Check what is posting to this address.",
        ),
        (b"x" * (1024 * 1024 + 1), "-: over 1 MiB; the receiver refuses such a delivery."),
    ],
)
def test_what_is_no_delivery_is_refused(bridge: Shell, body: bytes, message: str) -> None:
    result = bridge("explain", "-", typed=body)
    assert (result.stderr, result.stdout, result.exit_code) == (f"{message}\n", "", 1)


TAKES = "Name a file, - for stdin, a delivery's ID, or a buyer's EMAIL.\n"


def test_what_is_no_file_is_said_and_nobody_waits_for_it(bridge: Shell, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, why in (
        ("nope.json", "there is no such file."),
        (tmp_path, "this is a folder, not a file."),
        ("pipe", "this is a pipe, not a file."),
        ("/dev/null", "this is a device, not a file."),
    ):
        result = bridge("explain", name)
        assert (result.stderr, result.exit_code) == (f"{name}: {why} {TAKES}", 1)


@pytest.mark.parametrize(
    "command",
    [("check",), ("rules",), ("plan",), ("apply",), ("explain", "--event", "refund", "--rules")],
)
@pytest.mark.usefixtures("shop")
def test_a_rules_file_that_is_a_pipe_is_refused(
    bridge: Shell, tmp_path: Path, command: tuple[str, ...]
) -> None:
    os.mkfifo(tmp_path / "pipe")
    result = bridge(*command, "pipe")
    assert result.stderr == "pipe: this is a pipe, not a file. Is its path right?\n"
    assert result.exit_code == 1
    bridge.env["RULES_FILE"] = "pipe"
    assert bridge(*command[: -1 if len(command) > 1 else 1]).stderr.endswith(
        "pipe: this is a pipe, not a file. Is RULES_FILE right?\n"
    )


def test_a_wrong_rules_file_is_said_with_every_mistake(
    bridge: Shell, rules_file: WriteRules
) -> None:
    rules_file(RULES.replace("when: purchase", "when: purchas").replace("refund\n", "refun\n"))
    result = bridge("explain", "-", typed=samples.as_form(refund()))
    assert result.stderr == (
        "rules.yaml line 7, rule 'Buyers': the event 'purchas' is not known. "
        "Did you mean 'purchase'?\n"
        "rules.yaml line 10, rule 'Refunds': the event 'refun' is not known. "
        "Did you mean 'refund'?\n"
    )
    assert result.exit_code == 1
