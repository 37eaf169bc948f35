import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from bridge.model import Destination
from bridge.model.errors import ConfigError
from bridge.settings import VARIABLES, Settings, read, read_all

ROOT = Path(__file__).parents[2]
GOOD = {
    "DATABASE_URL": "postgresql://owner:PGPASSWORD@db.example.com:5432/bridge",
    "REDIS_URL": "redis://:REDISPASSWORD@redis.example.com:6379",
    "THRIVECART_SECRET": "MADEUPSECRET",
    "ACTIVECAMPAIGN_URL": "https://shop.api-us1.com",
    "ACTIVECAMPAIGN_KEY": "MADEUPKEY",
}
SECRETS = ("PGPASSWORD", "REDISPASSWORD", "MADEUPSECRET", "MADEUPKEY", "CONSOLEWORD")
MISSING = {
    "DATABASE_URL": "DATABASE_URL is missing: where Postgres is. It looks like "
    "postgresql://user:password@host/name; Heroku sets it with its add-on.",
    "REDIS_URL": "REDIS_URL is missing: where Redis is. It looks like redis://host:6379; "
    "Heroku sets it with its add-on.",
    "THRIVECART_SECRET": "THRIVECART_SECRET is missing: your ThriveCart secret word. It looks "
    "like ABC123DEF456; ThriveCart shows it under Settings > API & Webhooks > ThriveCart order "
    "validation.",
    "ACTIVECAMPAIGN_URL": "ACTIVECAMPAIGN_URL is missing: your account's API address. It looks "
    "like https://youraccount.api-us1.com; ActiveCampaign shows it under Settings > Developer.",
    "ACTIVECAMPAIGN_KEY": "ACTIVECAMPAIGN_KEY is missing: your account's API key. It looks like "
    "a long row of letters and digits; ActiveCampaign shows it under Settings > Developer.",
}
LIKE_POSTGRES = (
    " It looks like postgresql://user:password@host/name; Heroku sets it with its add-on."
)
RESERVED = (
    " has a letter in its password that means something in an address: write @ as %40, / as %2F, "
    "# as %23 and ? as %3F."
)
LIKE_REDIS = " It looks like redis://host:6379; Heroku sets it with its add-on."
QUOTED = "stands in quotes, which would count as part of it: take them off."
LIKE_CRM = (
    " It looks like https://youraccount.api-us1.com; ActiveCampaign shows it under "
    "Settings > Developer."
)


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """One without a file .env, which a developer's own folder may have."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def problems(environment: Mapping[str, str]) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read_all(environment)
    return list(caught.value.problems)


def test_five_variables_are_enough() -> None:
    settings, accounts = read_all(GOOD)
    assert settings == Settings(
        database_url="postgresql://owner:PGPASSWORD@db.example.com:5432/bridge",
        redis_url="redis://:REDISPASSWORD@redis.example.com:6379",
        thrivecart_secret="MADEUPSECRET",
        rules_file=Path("rules.yaml"),
        console_password="",
        workers=2,
        port=8000,
    )
    assert accounts["activecampaign"].values == {
        "ACTIVECAMPAIGN_URL": "https://shop.api-us1.com",
        "ACTIVECAMPAIGN_KEY": "MADEUPKEY",
        "ACTIVECAMPAIGN_RATE": 4,
    }


def test_every_variable_is_read() -> None:
    more = {
        "ACTIVECAMPAIGN_RATE": "2.5",
        "RULES_FILE": "/etc/bridge/shop.yaml",
        "CONSOLE_PASSWORD": "CONSOLEWORD",
        "RULES_PUBLISH": "deploy",
        "WORKERS": "4",
        "PORT": "80",
    }
    settings, accounts = read_all(GOOD | more)
    assert read_all(GOOD)[0].publishes_in_console
    assert not settings.publishes_in_console
    assert (
        accounts["activecampaign"].rate,
        settings.rules_file,
        settings.console_password,
        settings.workers,
        settings.port,
    ) == (2.5, Path("/etc/bridge/shop.yaml"), "CONSOLEWORD", 4, 80)


@pytest.mark.parametrize("slash", ["", "/"])
def test_the_address_of_the_example_file_does_not_count_as_set(slash: str) -> None:
    (line,) = re.findall(
        "^ACTIVECAMPAIGN_URL=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE
    )
    assert problems(GOOD | {"ACTIVECAMPAIGN_URL": line + slash}) == [
        "ACTIVECAMPAIGN_URL is still the example: put your own account's address there." + LIKE_CRM
    ]


@pytest.mark.parametrize("blank", ["", "  ", "\n"])
@pytest.mark.parametrize("name", MISSING)
def test_a_missing_variable_is_named_with_where_to_find_it(name: str, blank: str) -> None:
    assert problems({key: value for key, value in GOOD.items() if key != name}) == [MISSING[name]]
    assert problems(GOOD | {name: blank}) == [MISSING[name]]


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        (
            "DATABASE_URL",
            "mysql://owner:PGPASSWORD@db.example.com/bridge",
            "DATABASE_URL must begin with postgresql:// or postgres://." + LIKE_POSTGRES,
        ),
        (
            "DATABASE_URL",
            "PGPASSWORD",
            "DATABASE_URL must begin with postgresql:// or postgres://." + LIKE_POSTGRES,
        ),
        (
            "DATABASE_URL",
            "postgres://owner:x/PGPASSWORD@db.example.com/bridge",
            "DATABASE_URL" + RESERVED + LIKE_POSTGRES,
        ),
        (
            "DATABASE_URL",
            "postgres://owner:x@PGPASSWORD@db.example.com/bridge",
            "DATABASE_URL" + RESERVED + LIKE_POSTGRES,
        ),
        (
            "DATABASE_URL",
            "postgres://owner:PG PASSWORD@db.example.com/bridge",
            "DATABASE_URL has a blank in it." + LIKE_POSTGRES,
        ),
        (
            "DATABASE_URL",
            "postgres://owner:PGPASSWORD@db.example.com:port/bridge",
            "DATABASE_URL is not an address." + LIKE_POSTGRES,
        ),
        (
            "DATABASE_URL",
            "postgres://owner:PGPASSWORD@[db/bridge",
            "DATABASE_URL is not an address." + LIKE_POSTGRES,
        ),
        (
            "REDIS_URL",
            "http://:REDISPASSWORD@redis.example.com",
            "REDIS_URL must begin with redis:// or rediss://." + LIKE_REDIS,
        ),
        (
            "REDIS_URL",
            "redis://redis.example.com/bridge",
            "REDIS_URL must name its database by a number behind the host, such as /0."
            + LIKE_REDIS,
        ),
        ("REDIS_URL", "redis://", "REDIS_URL names no host." + LIKE_REDIS),
        (
            "REDIS_URL",
            "redis://:REDISPASSWORD@redis.example.com:99999",
            "REDIS_URL is not an address." + LIKE_REDIS,
        ),
        (
            "ACTIVECAMPAIGN_URL",
            "http://shop.api-us1.com",
            "ACTIVECAMPAIGN_URL must begin with https://, so that nobody on the way can read "
            "the key." + LIKE_CRM,
        ),
        (
            "ACTIVECAMPAIGN_URL",
            "http://localhost.example.com",
            "ACTIVECAMPAIGN_URL must begin with https://, so that nobody on the way can read "
            "the key." + LIKE_CRM,
        ),
        (
            "ACTIVECAMPAIGN_URL",
            "shop.api-us1.com",
            "ACTIVECAMPAIGN_URL must begin with https:// or http://." + LIKE_CRM,
        ),
        ("ACTIVECAMPAIGN_URL", "https://", "ACTIVECAMPAIGN_URL names no host." + LIKE_CRM),
        ("ACTIVECAMPAIGN_RATE", "fast", "ACTIVECAMPAIGN_RATE must be a number, not 'fast'."),
        *(
            (
                "ACTIVECAMPAIGN_RATE",
                value,
                "ACTIVECAMPAIGN_RATE must be between 0.1 and 1000 requests a second "
                "(0: no limit of ours).",
            )
            for value in ("-1", "1001", "nan", "inf", "0.05", "1e-300")
        ),
        (
            "ACTIVECAMPAIGN_URL",
            "'https://shop.api-us1.com'",
            f"ACTIVECAMPAIGN_URL {QUOTED}" + LIKE_CRM,
        ),
        ("WORKERS", "“2”", f"WORKERS {QUOTED}"),
        (
            "CONSOLE_PASSWORD",
            "CONSOLE\nWORD",
            "CONSOLE_PASSWORD has a line break or an invisible character in it: type it anew.",
        ),
        (
            "NOTIFY_URL",
            "https://members.example.com/?aal_updateuser",
            "NOTIFY_KEY is missing. AccessAlly shows it at the end of the address that it gives "
            "for aal_updateuser.",
        ),
        ("WORKERS", "two", "WORKERS must be a number, not 'two'."),
        ("WORKERS", "1.5", "WORKERS must be a number, not '1.5'."),
        ("WORKERS", "0", "WORKERS must be between 1 and 64."),
        ("WORKERS", "65", "WORKERS must be between 1 and 64."),
        ("PORT", "0", "PORT must be between 1 and 65535."),
        ("PORT", "65536", "PORT must be between 1 and 65535."),
        ("PORT", "$PORT", "PORT must be a number, not '$PORT'."),
        ("PORT", "9" * 5000, f"PORT must be a number, not '{'9' * 20}'."),
    ],
)
def test_a_malformed_variable_is_named_with_what_is_wrong(
    name: str, value: str, message: str
) -> None:
    assert problems(GOOD | {name: value}) == [message]
    assert not [secret for secret in SECRETS if secret in message]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    wrong = {"ACTIVECAMPAIGN_URL": "http://shop.api-us1.com", "WORKERS": "many", "PORT": "0"}
    assert problems(wrong) == [
        MISSING["DATABASE_URL"],
        MISSING["REDIS_URL"],
        MISSING["THRIVECART_SECRET"],
        "WORKERS must be a number, not 'many'.",
        "PORT must be between 1 and 65535.",
        "ACTIVECAMPAIGN_URL must begin with https://, so that nobody on the way can read the key."
        + LIKE_CRM,
        MISSING["ACTIVECAMPAIGN_KEY"],
    ]


TWO = (Destination("shop", "activecampaign"), Destination("club", "activecampaign", first=False))


def test_what_is_wrong_with_any_destination_is_said_at_once() -> None:
    given = {**GOOD, "PORT": "0", "CLUB_ACTIVECAMPAIGN_URL": "https://club.api-us1.com"}
    with pytest.raises(ConfigError) as caught:
        read_all({name: each for name, each in given.items() if name != "ACTIVECAMPAIGN_KEY"}, TWO)
    assert caught.value.problems == (
        "PORT must be between 1 and 65535.",
        MISSING["ACTIVECAMPAIGN_KEY"],
        f"CLUB_{MISSING['ACTIVECAMPAIGN_KEY']}",
    )


def test_one_account_has_one_name() -> None:
    """Else each of them would undo what the other one does."""
    club = {f"CLUB_{name}": each for name, each in GOOD.items() if name.startswith("ACTIVE")}
    with pytest.raises(ConfigError) as caught:
        read_all(GOOD | club, TWO)
    assert caught.value.problems == (
        "shop and club are one account by their settings: name it once in the rules file.",
    )


@pytest.mark.parametrize(
    "url", ["postgres://db.example.com/bridge", "postgresql://owner@db.example.com:5433/bridge"]
)
def test_both_spellings_of_postgres_are_taken(url: str) -> None:
    assert read(GOOD | {"DATABASE_URL": url}).database_url == url


@pytest.mark.parametrize("url", ["rediss://:x@redis.example.com:6380", "redis://localhost/1"])
def test_redis_is_taken_with_and_without_tls(url: str) -> None:
    assert read(GOOD | {"REDIS_URL": url}).redis_url == url


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_http_is_taken_where_the_key_does_not_leave_the_machine(host: str) -> None:
    url = f"http://{host}:8080"
    _, accounts = read_all(GOOD | {"ACTIVECAMPAIGN_URL": url})
    assert accounts["activecampaign"].values["ACTIVECAMPAIGN_URL"] == url


def test_a_rate_of_zero_is_no_limit_of_ours() -> None:
    _, accounts = read_all(GOOD | {"ACTIVECAMPAIGN_RATE": "0"})
    assert accounts["activecampaign"].rate is None


def test_a_program_asks_only_for_what_it_needs() -> None:
    only = {"DATABASE_URL": GOOD["DATABASE_URL"]}
    assert read(only, ["DATABASE_URL"]) == Settings(database_url=GOOD["DATABASE_URL"])
    with pytest.raises(ConfigError) as caught:
        read(only, ["DATABASE_URL", "REDIS_URL"])
    assert caught.value.problems == (MISSING["REDIS_URL"],)


def test_what_a_program_does_not_need_must_still_be_right() -> None:
    with pytest.raises(ConfigError) as caught:
        read({"WORKERS": "0"}, [])
    assert caught.value.problems == ("WORKERS must be between 1 and 64.",)


def test_settings_can_be_printed_without_telling_a_secret() -> None:
    shown = repr(read_all(GOOD | {"CONSOLE_PASSWORD": "CONSOLEWORD"}))
    assert not [secret for secret in SECRETS if secret in shown]
    assert "rules.yaml" in shown


def _start(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    ours = {variable.name for variable in VARIABLES}
    inherited = {name: value for name, value in os.environ.items() if name not in ours}
    return subprocess.run(  # noqa: S603 # our own programs
        [sys.executable, *command],
        env=inherited | environment | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_the_receiver_does_not_start_and_says_why() -> None:
    gunicorn = (
        "-m",
        "gunicorn",
        "-c",
        str(ROOT / "gunicorn.conf.py"),
        "app:app",
        "--bind",
        "127.0.0.1:0",
        "--log-level",
        "critical",
    )
    ended = _start(*gunicorn, REDIS_URL=GOOD["REDIS_URL"], WORKERS="many")
    assert ended.stderr == "\n".join(
        [
            "The receiver cannot start:",
            MISSING["DATABASE_URL"],
            MISSING["THRIVECART_SECRET"],
            "WORKERS must be a number, not 'many'.",
            "",
        ]
    )
    assert ended.stdout == ""
    assert ended.returncode != 0


def test_the_workers_do_not_start_and_say_why() -> None:
    ended = _start(str(ROOT / "worker.py"), **GOOD | {"REDIS_URL": "redis.example.com:6379"})
    assert ended.stderr == "\n".join(
        [
            "The workers cannot start:",
            "REDIS_URL must begin with redis:// or rediss://." + LIKE_REDIS,
            "",
        ]
    )
    assert (ended.stdout, ended.returncode) == ("", 1)


def test_the_workers_do_not_start_without_rules_and_say_why(tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text(
        "crm: activecampaign\nrules:\n  - {name: Gold, when: purchase, adds: Gold, remove: A}"
    )
    ended = _start(str(ROOT / "worker.py"), **GOOD | {"RULES_FILE": str(rules)})
    assert ended.returncode == 1
    head, *problems = ended.stderr.splitlines()
    assert head == "The workers cannot start:"
    assert problems == [
        f"{rules} line 3, rule 'Gold': the key 'adds' is not known. Did you mean 'add'?"
    ]
