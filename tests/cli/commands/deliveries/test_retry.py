"""What `bridge retry` promises: what failed goes on, by id or all of it, and nobody has to wait."""

import json
from pathlib import Path

import pytest

from bridge.model.errors import AccountRefused
from bridge.queue.jobs import Signals, redis_for
from bridge.store.delivery import State
from tests.cli.conftest import Shell
from tests.cli.shop import Shop, undated

AWAY = "redis://127.0.0.1:1"


@pytest.fixture
def _redis(bridge: Shell, redis_url: str) -> None:
    bridge.env["REDIS_URL"] = redis_url


@pytest.fixture
def failed(shop: Shop) -> list[int]:
    """Two deliveries that failed for a tag the account lacked, which it has by now."""
    shop.crm.refuses = {"Refunded"}
    ids = [shop.comes("refund", email=f"{name}@example.com") for name in ("ann", "bob")]
    shop.work(*ids)
    shop.crm.refuses = set()
    return ids


def state(shop: Shop, id_: int) -> State:
    delivery = shop.deliveries.find(id_)
    assert delivery is not None
    return delivery.state


@pytest.mark.usefixtures("_redis")
def test_a_delivery_named_by_its_id_goes_on(
    bridge: Shell, shop: Shop, failed: list[int], redis_url: str
) -> None:
    result = bridge("retry", failed[1])
    assert (result.output, result.exit_code) == ("1 delivery will be tried again now.\n", 0)
    assert Signals(redis_for(redis_url, 2)).waiting() == {("delivery", failed[1])}
    shop.work(*failed)
    assert [state(shop, id_) for id_ in failed] == [State.FAILED, State.APPLIED]


@pytest.mark.usefixtures("_redis")
def test_all_that_failed_goes_on_and_nothing_else(
    bridge: Shell, shop: Shop, failed: list[int], redis_url: str
) -> None:
    shop.work(shop.comes("purchase", email="cat@example.com"))
    result = bridge("retry", "--failed", "--yes")
    assert (result.output, result.exit_code) == ("2 deliveries will be tried again now.\n", 0)
    assert Signals(redis_for(redis_url, 2)).waiting() == {("delivery", id_) for id_ in failed}


@pytest.mark.usefixtures("_redis")
def test_it_asks_before_it_retries_all(bridge: Shell, shop: Shop, failed: list[int]) -> None:
    no = bridge("retry", "--failed", typed="n\n")
    assert (no.stdout, no.stderr) == (
        "Try 2 deliveries again? [y/N]: n\n",
        "Nothing was changed.\n",
    )
    assert (no.exit_code, state(shop, failed[0])) == (1, State.FAILED)
    yes = bridge("retry", "--failed", typed="y\n")
    assert yes.output == (
        "Try 2 deliveries again? [y/N]: y\n2 deliveries will be tried again now.\n"
    )
    assert (yes.exit_code, state(shop, failed[0])) == (0, State.WAITING)


@pytest.mark.usefixtures("_redis")
def test_where_nobody_can_answer_it_says_what_to_type(
    bridge: Shell, shop: Shop, failed: list[int]
) -> None:
    result = bridge("retry", "--failed")
    assert result.stdout == "Try 2 deliveries again? [y/N]: \n"
    assert result.stderr == (
        "Nobody answered, so nothing was changed. Where there is no terminal, say yes beforehand: "
        "bridge retry --failed --yes\n"
    )
    assert (result.exit_code, state(shop, failed[0])) == (1, State.FAILED)


@pytest.mark.usefixtures("_redis")
def test_while_the_account_is_paused_it_says_that_it_cannot_yet_and_why(
    bridge: Shell, shop: Shop, failed: list[int]
) -> None:
    shop.crm.fails = AccountRefused("ActiveCampaign refused the key (403).")
    shop.work(shop.comes("purchase", email="cat@example.com"))
    result = bridge("retry", failed[0])
    assert (undated(result.stdout), result.stderr, result.exit_code) == (
        "ActiveCampaign is paused since (now): ActiveCampaign refused the key (403).\n"
        "2 deliveries wait and go on by themselves once this is put right.\n\n"
        "1 delivery will be tried again, but not yet: the account is paused. It goes on without "
        "you when the\naccount answers again; what keeps it from that is said above.\n",
        "",
        0,
    )


@pytest.mark.usefixtures("_redis", "shop")
def test_nothing_failed_is_good(bridge: Shell) -> None:
    for options in ([], ["--yes"]):
        result = bridge("retry", "--failed", *options)
        assert (result.output, result.exit_code) == ("No delivery failed.\n", 0)


@pytest.mark.usefixtures("_redis")
def test_scripts_read_which_and_whether_the_workers_know(bridge: Shell, failed: list[int]) -> None:
    result = bridge("retry", "--failed", "--json")
    assert json.loads(result.stdout) == {"retried": failed, "signalled": True}


def test_without_redis_it_is_kept_and_swept(bridge: Shell, shop: Shop, failed: list[int]) -> None:
    bridge.env["REDIS_URL"] = AWAY
    result = bridge("retry", *failed)
    assert result.stdout == (
        "2 deliveries will be tried again. Redis does not answer, so the workers come to it once "
        "it does.\n"
    )
    assert (result.exit_code, state(shop, failed[0])) == (0, State.WAITING)


@pytest.mark.usefixtures("_redis")
def test_one_unknown_id_changes_nothing(bridge: Shell, shop: Shop, failed: list[int]) -> None:
    result = bridge("retry", failed[0], 98)
    assert result.stderr == (
        "No delivery has the id 98. Nothing was changed; `bridge events` lists those there are.\n"
    )
    assert (result.exit_code, state(shop, failed[0])) == (1, State.FAILED)
    assert bridge("retry", 98, 99, 98).stderr == (
        "No deliveries have the ids 98, 99. Nothing was changed; `bridge events` lists those there "
        "are.\n"
    )


def test_it_wants_ids_or_failed_and_not_both(bridge: Shell) -> None:
    for arguments in ([], ["12", "--failed"]):
        result = bridge("retry", *arguments)
        assert result.stderr == (
            "Usage: bridge retry [OPTIONS] [ID]...\nTry 'bridge retry --help' for help.\n\n"
            "Error: Name the deliveries (bridge retry 12 13), or say --failed.\n"
        )
        assert result.exit_code == 2


def test_both_settings_it_needs_are_named_at_once(bridge: Shell) -> None:
    bridge.env["WORKERS"] = "this is not its business"
    result = bridge("retry", 1)
    assert result.stderr == (
        "DATABASE_URL is missing: where Postgres is. It looks like "
        "postgresql://user:password@host/name; Heroku sets it with its add-on.\n"
        "REDIS_URL is missing: where Redis is. It looks like redis://host:6379; Heroku sets it "
        "with its add-on.\n"
        f"There is no file .env in {Path.cwd()} to take them from.\n"
    )
    assert result.exit_code == 1
