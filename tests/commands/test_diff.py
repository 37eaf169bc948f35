"""What `bridge diff` promises: one sees who would gain and lose what, and by which rule, before a
change goes live; and what is applied is asked for first."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result

from bridge.jobs import Signals, redis_for
from bridge.sandbox.activecampaign import SandboxAccount
from bridge.store import destinations
from bridge.store.delivery import State
from tests.commands.conftest import Shell
from tests.commands.shop import NOON, RULES, Shop

OTHER = """\
crm: activecampaign
rules:
  - name: VIP buyers
    when: purchase
    items: product-12
    add: VIP
  - name: Buyers
    when: purchase
    trigger: Welcome
"""
LONG = ("--days", "3650")


@pytest.fixture
def new(tmp_path: Path) -> Path:
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "new.yaml").write_text(OTHER)
    return Path("new.yaml")


@pytest.fixture
def sold(shop: Shop) -> Shop:
    """Two bought what they are members by, and one something else."""
    shop.work(*(shop.comes("purchase", email=f"{name}@example.com") for name in ("ann", "bob")))
    shop.work(shop.comes("purchase", "product-7", email="cat@example.com"))
    shop.crm.plans.clear()
    return shop


def apply(bridge: Shell, redis_url: str, *options: str, typed: str | None = None) -> Result:
    bridge.env["REDIS_URL"] = redis_url
    return bridge("diff", "new.yaml", *LONG, "--apply", *options, typed=typed)


def untouched(shop: Shop) -> bool:
    return {each.event.source for each in shop.deliveries.latest()} == {"thrivecart"}


def test_it_counts_by_tag_and_lists_by_contact(bridge: Shell, sold: Shop, new: Path) -> None:
    result = bridge("diff", new, *LONG)
    assert (
        result.output
        == """\
new.yaml for what was received in the last 3650 days (3 contacts):

Contacts that would gain (+) or lose (-) something
  CONTACTS  WHAT  BECAUSE OF
  -2        Gold  no rule asks for it any more (was 'Gold: purchase' (line 3))
  +2        VIP   rule 'VIP buyers' (line 3)

By contact
  E-MAIL           WHAT
  ann@example.com  - Gold, + VIP
  bob@example.com  - Gold, + VIP

What comes from now on is still decided by RULES_FILE (rules.yaml), which says otherwise. Put
new.yaml in its place and release.

Nothing was changed. To bring these contacts to it: bridge diff new.yaml --days 3650 --apply
"""
    )
    assert (result.exit_code, sold.crm.plans) == (0, [])
    assert untouched(sold)


def test_the_file_that_decided_everything_would_change_nothing(
    bridge: Shell, sold: Shop, new: Path
) -> None:
    assert new.exists()
    result = bridge("diff", "rules.yaml", *LONG)
    assert (result.output, result.exit_code) == (
        "rules.yaml for what was received in the last 3650 days (3 contacts): nothing would "
        "change.\n",
        0,
    )
    assert untouched(sold)


def test_a_wrong_file_is_refused_with_every_mistake(
    bridge: Shell, sold: Shop, tmp_path: Path
) -> None:
    wrong = "crm: activecampaign\nrules:\n  - {name: A, when: purchases, ad: X}\n"
    (tmp_path / "new.yaml").write_text(wrong)
    checked = bridge("check", "new.yaml")
    result = bridge("diff", "new.yaml", *LONG)
    assert (result.stderr, result.stdout, result.exit_code) == (checked.stderr, "", 1)
    assert result.stderr.count("new.yaml line 3") > 1
    assert untouched(sold)


def test_an_example_that_fails_is_a_mistake_too(bridge: Shell, sold: Shop, tmp_path: Path) -> None:
    (tmp_path / "new.yaml").write_text(
        f"{OTHER}examples:\n  - given: purchase product-12\n    tags: [VIP]\n"
    )
    result = bridge("diff", "new.yaml", *LONG)
    assert (result.stderr, result.exit_code) == (bridge("check", "new.yaml").stderr, 1)
    assert untouched(sold)


def test_scripts_read_all_of_it(bridge: Shell, sold: Shop, new: Path) -> None:
    told = json.loads(bridge("diff", new, *LONG, "--json").stdout)
    assert told["application"] is None
    assert (told["rules"], told["days"], told["contacts_looked_at"]) == ("new.yaml", 3650, 3)
    assert told["counts"][0] == {
        "change": "loses",
        "sort": "tag",
        "tag": "Gold",
        "only_where_it_is_there": False,
        "rule": "",
        "line": 0,
        "rule_before": "Gold: purchase",
        "line_before": 3,
        "contacts": 2,
    }
    assert [each["email"] for each in told["contacts"]] == ["ann@example.com", "bob@example.com"]
    assert untouched(sold)


def test_it_applies_after_asking(bridge: Shell, sold: Shop, new: Path, redis_url: str) -> None:
    assert new.exists()
    result = apply(bridge, redis_url, typed="y\n")
    asked, answer = result.stdout.split("release.\n\n")[1].split("[y/N]: y\n")
    assert asked == (
        "About 8 calls to ActiveCampaign, 2 seconds at 4 a second.\nApply new.yaml to 2 contacts? "
    )
    assert answer == (
        "Application 1: 2 contacts done; the workers tell the CRM "
        "(bridge undo --list says how far they are).\n"
        "To take it back: bridge undo 1\n"
    )
    assert result.exit_code == 0
    carriers = [each for each in sold.deliveries.latest() if each.event.source == "bridge"]
    assert [each.state for each in carriers] == [State.WAITING] * 2
    first = min(each.id for each in carriers)
    assert Signals(redis_for(redis_url, 2)).waiting() == {first}  # the other a second later
    sold.work(*(each.id for each in carriers))
    assert [(plan.add, plan.remove, plan.fire) for plan in sold.crm.plans] == [
        (("VIP",), ("Gold",), ())
    ] * 2
    assert apply(bridge, redis_url, "--yes").stdout == (
        "new.yaml for what was received in the last 3650 days (3 contacts): nothing would change.\n"
    )


def test_a_no_changes_nothing(bridge: Shell, sold: Shop, new: Path, redis_url: str) -> None:
    assert new.exists()
    result = apply(bridge, redis_url, typed="n\n")
    assert (result.stderr.splitlines()[-1], result.exit_code) == ("Aborted!", 1)
    assert untouched(sold)


def test_where_nobody_can_answer_it_says_what_to_type(
    bridge: Shell, sold: Shop, new: Path, redis_url: str
) -> None:
    assert new.exists()
    result = apply(bridge, redis_url)
    assert result.stderr == (
        "Whether ActiveCampaign has the names was not checked: that needs ACTIVECAMPAIGN_URL and\n"
        "ACTIVECAMPAIGN_KEY.\n"
        "Nobody answered, so nothing was changed. Where there is no terminal, say yes beforehand: "
        "bridge diff new.yaml --days 3650 --apply --yes\n"
    )
    assert result.exit_code == 1
    assert untouched(sold)


def test_scripts_read_what_was_applied(
    bridge: Shell, sold: Shop, new: Path, redis_url: str
) -> None:
    assert new.exists()
    told = json.loads(apply(bridge, redis_url, "--yes", "--json").stdout)
    assert told["application"] == {"number": 1, "changed": 2, "busy": 0, "signalled": True}
    assert not untouched(sold)


def test_without_redis_it_is_applied_and_swept(bridge: Shell, sold: Shop, new: Path) -> None:
    assert new.exists()
    result = apply(bridge, "redis://127.0.0.1:1", "--yes")
    assert result.stdout.endswith("""\
Application 1: 2 contacts done; the workers tell the CRM (bridge undo --list says how far they are).
Redis does not answer, so it may take the workers two minutes to begin.
To take it back: bridge undo 1
""")
    assert not untouched(sold)


def test_switches_that_make_no_sense_are_wrong_use(bridge: Shell, new: Path) -> None:
    for options, error in (
        (["--yes"], "--yes goes with --apply."),
        (["--apply", "--json"], "--json asks nothing: with --apply, say --yes too."),
    ):
        result = bridge("diff", new, *options)
        assert result.stderr.splitlines()[-1] == f"Error: {error}"
        assert result.exit_code == 2


def test_a_paused_account_is_told_before_it_asks(
    bridge: Shell, sold: Shop, new: Path, redis_url: str
) -> None:
    assert new.exists()
    with sold.engine.connect() as connection:
        destinations.pause(connection, "activecampaign", "The key was refused (403).", NOON)
    result = apply(bridge, redis_url, typed="n\n")
    assert result.stdout.split("release.\n\n")[1].startswith(
        "ActiveCampaign is paused since 31 Jan 2026, 14:00: The key was refused (403).\n"
        "0 deliveries wait and go on by themselves when it answers again.\n\n"
        "About 8 calls to ActiveCampaign, 2 seconds at 4 a second.\n"
    )
    assert untouched(sold)


def test_a_file_that_cannot_be_read_where_the_workers_have_theirs_is_told(
    bridge: Shell, sold: Shop, new: Path, tmp_path: Path
) -> None:
    (tmp_path / "rules.yaml").unlink()
    assert (
        "What comes from now on is decided by RULES_FILE (rules.yaml), which cannot be read here.\n"
    ) in bridge("diff", new, *LONG).stdout
    assert untouched(sold)


def test_where_no_tag_changes_it_says_that_the_record_does(
    bridge: Shell, shop: Shop, tmp_path: Path
) -> None:
    (tmp_path / "rules.yaml").write_text(RULES)
    added = RULES.replace("    trigger: Welcome", "    add: Welcome")
    (tmp_path / "new.yaml").write_text(added)
    shop.work(shop.comes("purchase"))
    assert bridge("diff", "new.yaml", *LONG).stdout.splitlines()[:5] == [
        "new.yaml for what was received in the last 3650 days (1 contact):",
        "",
        "No contact would gain or lose anything.",
        "",
        "For 1 contact only the record would change: which rule asked for what, and so what later "
        "events take",
    ]
    assert untouched(shop)


@pytest.fixture
def account(bridge: Shell) -> Iterator[SandboxAccount]:
    with SandboxAccount(tags=["Gold", "VIPs"], rate=None) as running:
        bridge.env |= {"ACTIVECAMPAIGN_URL": running.url, "ACTIVECAMPAIGN_KEY": running.key}
        bridge.env["ACTIVECAMPAIGN_RATE"] = "0"
        yield running


MISSING = "The tag 'VIP' does not exist in ActiveCampaign. Nearest there: 'VIPs'."


@pytest.mark.usefixtures("account", "new")
def test_a_name_that_the_account_lacks_stops_it_before_it_asks(
    bridge: Shell, sold: Shop, redis_url: str, tmp_path: Path
) -> None:
    (tmp_path / "new.yaml").write_text(OTHER.replace("add: VIP", "add: VIP\n    subscribe: News"))
    for options in (["--yes"], []):
        result = apply(bridge, redis_url, *options, typed="y\n")
        assert result.stderr == (
            f"{MISSING}\n"
            "The list 'News' does not exist in ActiveCampaign.\n"
            "Nothing was changed. Make them in ActiveCampaign first.\n"
        )
        assert ("[y/N]" in result.stdout, result.exit_code) == (False, 1)
    assert untouched(sold)


@pytest.mark.usefixtures("new")
def test_it_only_asks_for_names_that_somebody_gains(
    bridge: Shell, sold: Shop, account: SandboxAccount, redis_url: str
) -> None:
    """Gold is taken off; Welcome stands already."""
    account.account.add_tag("vip")
    result = apply(bridge, redis_url, "--yes")
    assert (result.stderr, result.exit_code) == ("", 0)
    assert {method for method, _, _ in account.totals} == {"GET"}
    assert not untouched(sold)


@pytest.mark.usefixtures("account", "new")
def test_a_name_that_is_needed_later_is_asked_for_too(
    bridge: Shell, sold: Shop, redis_url: str, tmp_path: Path
) -> None:
    later = RULES.replace("    add: Refunded", "    add: Refunded\n  - {name: L, when: purchase, "
                          "add: VIP, after: 999 weeks, unless: refund}")  # fmt: skip
    (tmp_path / "new.yaml").write_text(later)
    result = apply(bridge, redis_url, "--yes")
    assert result.stderr == f"{MISSING}\nNothing was changed. Make them in ActiveCampaign first.\n"
    assert (result.exit_code, untouched(sold)) == (1, True)


@pytest.mark.usefixtures("account", "new")
def test_a_tag_that_the_file_has_created_only_warns(
    bridge: Shell, sold: Shop, redis_url: str, tmp_path: Path
) -> None:
    (tmp_path / "new.yaml").write_text(OTHER.replace("rules:", "create_missing_tags: yes\nrules:"))
    result = apply(bridge, redis_url, "--yes")
    assert result.stderr == f"Warning: {MISSING} It will be created.\n"
    assert (result.exit_code, untouched(sold)) == (0, False)


@pytest.mark.usefixtures("account", "new")
def test_an_account_that_does_not_answer_is_told_and_stops_nothing(
    bridge: Shell, sold: Shop, redis_url: str
) -> None:
    bridge.env["ACTIVECAMPAIGN_KEY"] = "wrong"
    result = apply(bridge, redis_url, typed="y\n")
    assert " ".join(result.stderr.split()) == (
        "Warning: ActiveCampaign refused the key (403). Check ACTIVECAMPAIGN_KEY. "
        "Whether it has these names was not checked."
    )
    assert ("[y/N]: y" in result.stdout, result.exit_code) == (True, 0)
    assert not untouched(sold)
