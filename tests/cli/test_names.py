"""`bridge diff` and `bridge timers` are other names, which they say once, on stderr."""

import pytest

from tests.cli.conftest import Shell, WriteRules
from tests.cli.people import SILVER, buyers
from tests.cli.shop import Shop


@pytest.fixture(autouse=True)
def _buyers(shop: Shop, rules_file: WriteRules) -> None:
    buyers(shop, 1)
    rules_file(SILVER)


@pytest.mark.parametrize("more", [(), ("--json",), ("--all",)])
def test_diff_is_plan(bridge: Shell, more: tuple[str, ...]) -> None:
    old, new = (bridge(name, "rules.yaml", *more) for name in ("diff", "plan"))
    assert (old.stdout, old.exit_code) == (new.stdout, 0)
    assert old.stderr == "`bridge diff` is called `bridge plan` now.\n"


def test_diff_with_apply_is_apply(bridge: Shell, shop: Shop) -> None:
    result = bridge("diff", "rules.yaml", "--apply", "--yes")
    assert result.exit_code == 0
    assert result.stderr.count("`bridge diff --apply` is called `bridge apply` now.\n") == 1
    assert "To take it back: bridge undo 2\n" in result.stdout
    shop.sweep()
    assert bridge("plan", "rules.yaml").output.endswith("nothing would change.\n")


@pytest.mark.parametrize("more", [(), ("--json",), ("--email", "p0@example.com")])
def test_timers_is_upcoming(bridge: Shell, more: tuple[str, ...]) -> None:
    old, new = (bridge(name, *more) for name in ("timers", "upcoming"))
    assert (old.stdout, old.exit_code) == (new.stdout, 0)
    assert old.stderr == "`bridge timers` is called `bridge upcoming` now.\n"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("diff",), "Missing argument 'FILE'."),
        (("diff", "rules.yaml", "--apply", "--json"), "--json asks nothing: say --yes too."),
        (("timers", "--email", "her"), "'her' is not an e-mail address."),
    ],
)
def test_wrong_use(bridge: Shell, typed: tuple[str, ...], said: str) -> None:
    result = bridge(*typed)
    assert (result.stdout, result.exit_code) == ("", 2)
    assert said in result.stderr


def test_yes_without_apply_is_no_wish_to_apply(bridge: Shell) -> None:
    assert bridge("diff", "rules.yaml", "--yes").exit_code == 2
