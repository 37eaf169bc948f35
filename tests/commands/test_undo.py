"""What `bridge undo` promises: what was applied can be taken back, the last time or any."""

import json
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from bridge.redeciding.rewriting import Rewriting, Rulebook, Turn
from bridge.store.delivery import State
from bridge.wording import clock
from tests.commands.conftest import Shell
from tests.commands.shop import RULES, Shop
from tests.commands.test_diff import LONG, OTHER


@pytest.fixture
def sold(bridge: Shell, shop: Shop, tmp_path: Path, redis_url: str) -> Shop:
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "new.yaml").write_text(OTHER)
    shop.work(*(shop.comes("purchase", email=f"{name}@example.com") for name in ("ann", "bob")))
    bridge.env["REDIS_URL"] = redis_url
    return shop


@pytest.fixture
def applied(bridge: Shell, sold: Shop) -> Shop:
    """Two buyers were brought to other rules; the workers told the CRM."""
    apply(bridge)
    works(sold)
    return sold


def apply(bridge: Shell, file: str = "new.yaml") -> None:
    assert bridge("diff", file, *LONG, "--apply", "--yes").exit_code == 0


def listed_time(bridge: Shell, what: str) -> str:
    """Of the latest application, as people read it."""
    latest = json.loads(bridge("undo", "--list", "--json").stdout)[0]
    return clock(datetime.fromisoformat(latest[what]))


def works(shop: Shop) -> None:
    shop.crm.plans.clear()
    shop.work(*(each.id for each in shop.deliveries.latest(state=State.WAITING)))


def test_it_takes_the_last_application_back_after_asking(bridge: Shell, applied: Shop) -> None:
    result = bridge("undo", typed="y\n")
    title, rest = result.stdout.split("\n", 1)
    assert title == f"Application 1 of new.yaml, {listed_time(bridge, 'at')}."
    done = (
        "Application 1 is undone for 2 contacts; the workers tell the CRM "
        "(bridge undo --list says how far they are)."
    )
    assert (
        rest
        == f"""\

Contacts that would gain (+) or lose (-) something
  CONTACTS  WHAT  BECAUSE OF
  +2        Gold  rule 'Gold: purchase' (line 3)
  -2        VIP   no rule asks for it any more (was 'VIP buyers' (line 3))

By contact
  E-MAIL           WHAT
  ann@example.com  + Gold, - VIP
  bob@example.com  + Gold, - VIP

About 8 calls to ActiveCampaign, 2 seconds at 4 a second.
Undo application 1 for 2 contacts? [y/N]: y
{done}
"""
    )
    assert result.exit_code == 0
    works(applied)
    assert [(plan.add, plan.remove) for plan in applied.crm.plans] == [(("Gold",), ("VIP",))] * 2
    assert "nothing would change" in bridge("diff", "rules.yaml", *LONG).stdout
    again = bridge("undo", "--yes")
    assert (again.output, again.exit_code) == ("Nothing was applied that could be undone.\n", 0)


def test_a_no_changes_nothing(bridge: Shell, applied: Shop) -> None:
    before = applied.deliveries.latest()
    result = bridge("undo", typed="n\n")
    assert (result.stderr, result.exit_code) == ("Aborted!\n", 1)
    nobody = bridge("undo")
    assert nobody.stderr == (
        "Nobody answered, so nothing was changed. Where there is no terminal, say yes beforehand: "
        "bridge undo 1 --yes\n"
    )
    assert (nobody.exit_code, applied.deliveries.latest()) == (1, before)


def test_one_that_was_overtaken_waits_for_the_later_ones(bridge: Shell, applied: Shop) -> None:
    apply(bridge, "rules.yaml")
    works(applied)
    result = bridge("undo", 1, "--yes")
    assert result.stderr == (
        "Some of the same contacts were changed again since. First: bridge undo 2\n"
    )
    assert result.exit_code == 1
    for number in (2, 1):
        assert bridge("undo", number, "--yes").exit_code == 0
        works(applied)
    assert "nothing would change" in bridge("diff", "rules.yaml", *LONG).stdout


class Killed(BaseException):
    """As kill -9."""


def is_killed(bridge: Shell, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """`diff --apply`, when it has done so many contacts."""
    done: list[int] = []

    class Mortal(Rewriting):
        def apply(self, contact_id: int, rulebook: Rulebook, when: datetime) -> Turn:
            if len(done) == after:
                raise Killed
            done.append(contact_id)
            return super().apply(contact_id, rulebook, when)

    with monkeypatch.context() as patched:
        patched.setattr("bridge.commands.diff.Rewriting", Mortal)
        with pytest.raises(Killed):
            apply(bridge)


def test_what_was_killed_and_run_again_says_how_to_take_all_of_it_back(
    bridge: Shell, sold: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_killed(bridge, monkeypatch, after=1)
    again = bridge("diff", "new.yaml", *LONG, "--apply", "--yes").stdout
    assert again.splitlines()[-1] == (
        "To take all of it back (application 1 did a part): bridge undo 2 and then bridge undo 1"
    )
    assert bridge("undo", "--yes").stdout.splitlines()[-2:] == [
        "Of the same rules application 1 did a part before. To take that back too:",
        "bridge undo 1",
    ]
    assert bridge("undo", 1, "--yes").stdout.splitlines()[-1] == (
        "Application 1 is undone for 1 contact."
    )
    works(sold)
    assert "nothing would change" in bridge("diff", "rules.yaml", *LONG).stdout


def test_what_was_killed_when_all_was_done_says_how_to_take_it_back(
    bridge: Shell, sold: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_killed(bridge, monkeypatch, after=1)
    is_killed(bridge, monkeypatch, after=0)
    assert len(sold.deliveries.latest()) == 3
    with monkeypatch.context() as patched:
        patched.setattr("bridge.commands.diff.applications.finish", raises(Killed))
        with pytest.raises(Killed):
            apply(bridge)
    again = bridge("diff", "new.yaml", *LONG, "--apply", "--yes").stdout
    assert again.splitlines() == [
        "new.yaml for what was received in the last 3650 days (2 contacts): nothing would change.",
        "To take it back (applications 3 and 1 did a part): bridge undo 3 and then bridge undo 1",
    ]


def raises(what: type[BaseException]) -> Callable[..., None]:
    def raising(*_: object, **__: object) -> None:
        raise what

    return raising


def test_a_number_that_there_is_not_or_that_is_undone_is_told(bridge: Shell, applied: Shop) -> None:
    unknown = bridge("undo", 7, "--yes")
    assert unknown.stderr == (
        "No application has the number 7. `bridge undo --list` lists those there are.\n"
    )
    bridge("undo", 1, "--yes")
    undone = bridge("undo", 1, "--yes")
    assert undone.stderr == f"Application 1 was undone {listed_time(bridge, 'undone_at')}.\n"
    assert (unknown.exit_code, undone.exit_code) == (1, 1)
    assert len(applied.deliveries.latest()) == 6


def cells(bridge: Shell) -> list[list[str]]:
    return [re.split("  +", line) for line in bridge("undo", "--list").stdout.splitlines()]


def test_it_lists_what_was_applied(bridge: Shell, applied: Shop) -> None:
    bridge.env["COLUMNS"] = "140"
    heads, row = cells(bridge)
    assert heads == ["NUMBER", "WHEN", "RULES", "VERSION", "CONTACTS", "STATE", "CRM TOLD"]
    number, when, rules, _, *rest = row
    assert (number, when, rules) == ("1", listed_time(bridge, "at"), "new.yaml")
    assert rest == ["2", "applied", "2 done"]
    bridge("undo", "--yes")
    (told,) = json.loads(bridge("undo", "--list", "--json").stdout)
    assert (told["number"], told["contacts"], told["applied"], told["undone"]) == (1, 2, 2, 2)
    assert told["undone_at"] is not None
    assert (told["done"], told["waiting"], told["failed"]) == (0, 2, 0)
    assert cells(bridge)[1][5] == f"undone {listed_time(bridge, 'undone_at')}"
    assert len(applied.deliveries.latest()) == 6


@pytest.mark.usefixtures("shop")
def test_before_the_first_time_there_is_nothing(bridge: Shell, redis_url: str) -> None:
    bridge.env["REDIS_URL"] = redis_url
    assert bridge("undo", "--list").output == "Nothing was applied yet.\n"
    assert bridge("undo").output == "Nothing was applied that could be undone.\n"


def test_scripts_read_what_was_undone(bridge: Shell, applied: Shop) -> None:
    told = json.loads(bridge("undo", "--yes", "--json").stdout)
    assert (told["application"]["number"], told["changed"], told["busy"]) == (1, 2, 0)
    assert [each["email"] for each in told["contacts"]] == ["ann@example.com", "bob@example.com"]
    wrong = bridge("undo", "--json")
    assert wrong.stderr.splitlines()[-1] == "Error: --json asks nothing: say --yes too."
    assert (wrong.exit_code, len(applied.deliveries.latest())) == (2, 6)


def test_its_own_delivery_is_shown_explained_and_only_told_again(
    bridge: Shell, applied: Shop
) -> None:
    (carrier, *_) = applied.deliveries.latest()

    shown = bridge("show", carrier.id).stdout
    assert "  Event     rules applied\n" in shown
    asked = shown.split("\nWhat the rules say\n")[1].split("\n\n")[0]
    assert (
        asked
        == """\
  RULE                                      LINE  ASKS FOR         WHAT BECAME OF IT
  no rule of new.yaml asks for it any more        take off 'Gold'  removed
  VIP buyers                                3     put on 'VIP'     added"""
    )
    assert "looked at again when the rules changed: 'VIP buyers' (line 3), delivery" in shown
    assert bridge("explain", carrier.id).stdout.splitlines()[-1] == (
        "No rule is asked (kept): The bridge's own: it carries out what other rules decided."
    )
    bridge("retry", carrier.id)
    works(applied)
    assert [(plan.add, plan.remove) for plan in applied.crm.plans] == [(("VIP",), ("Gold",))]
    again = applied.deliveries.find(carrier.id)
    assert again
    assert (again.state, again.changes) == (State.APPLIED, carrier.changes)


def test_what_it_takes_back_is_told_apart(bridge: Shell, applied: Shop) -> None:
    bridge("undo", "--yes")
    works(applied)
    (carrier, *_) = applied.deliveries.latest()
    assert "rules taken back" in bridge("events", "--limit", 1).stdout
    shown = bridge("show", carrier.id).stdout
    assert "  Event     rules taken back\n" in shown
    assert (
        shown.split("\nWhat the rules say\n")[1].split("\n\n")[0]
        == """\
  RULE                          LINE  ASKS FOR        WHAT BECAME OF IT
  Gold: purchase                3     put on 'Gold'   added
  no rule asks for it any more        take off 'VIP'  removed"""
    )
    assert bridge("explain", carrier.id).stdout.splitlines()[-1] == (
        "No rule is asked (kept): The bridge's own: it takes back what other rules decided."
    )


def test_the_list_says_how_far_the_workers_are(bridge: Shell, applied: Shop) -> None:
    bridge("undo", "--yes")
    bridge.env["COLUMNS"] = "140"
    ann, *_ = applied.deliveries.latest(state=State.WAITING)
    applied.crm.refuses = {"Gold"}
    applied.work(ann.id)
    heads, row, hint = bridge("undo", "--list").stdout.splitlines()
    assert row[heads.index("CRM TOLD") :] == "1 waiting, 1 failed"
    assert hint == "What failed, and why: bridge events --state failed"
    applied.crm.refuses = set()
    bridge("retry", ann.id)
    works(applied)
    assert bridge("undo", "--list").stdout.rstrip().endswith("  2 done")


def test_a_membership_that_was_taken_back_so_is_told_on_the_buyer_s_page(
    bridge: Shell, shop: Shop, tmp_path: Path, redis_url: str
) -> None:
    bridge.env |= {"REDIS_URL": redis_url, "COLUMNS": "1000"}
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "new.yaml").write_text(RULES.replace("upsell-3]", "upsell-3, product-9]"))
    shop.work(shop.comes("purchase", "product-9", email="ann@example.com"))
    apply(bridge)
    works(shop)
    assert bridge("undo", "--yes").exit_code == 0
    works(shop)
    told = bridge("show", "ann@example.com").output.splitlines()[1]
    assert re.fullmatch(
        r"Gold was taken back on .* because no rule asks for it any more \(delivery 3\)\.", told
    )
