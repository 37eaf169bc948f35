"""Every setting that there is, and how each value is read."""

import pytest

from bridge.model.variable import read_variables
from bridge.settings.variables import OURS, REQUIRED, VARIABLES

MAIL = "smtp://user:pass@mail.example.com?from=bridge@example.com&to=anna@example.com"


def problems_of(name: str, value: str) -> list[str]:
    _, problems = read_variables(OURS, {name: value}, ())
    return [*problems]


def test_each_stands_there_once_and_says_what_it_is() -> None:
    names = [each.name for each in VARIABLES]
    assert len(names) == len({*names})
    assert all(each.about for each in VARIABLES)


def test_what_has_no_default_must_be_set() -> None:
    assert {"DATABASE_URL", "REDIS_URL", "THRIVECART_SECRET"} == REQUIRED


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SMTP_URL", MAIL),
        ("SMTP_URL", MAIL.replace("smtp:", "smtps:") + "&to=ben@example.com"),
        ("ALERT_URL", "https://hooks.example.com/services/T0/B0/x"),
        ("HEARTBEAT_URL", "http://127.0.0.1:8001/ping"),
        ("PROXY_HOPS", "1"),
        ("RULES_PUBLISH", "both"),
        ("RULES_PUBLISH", "Deploy"),
        ("CONSOLE_TOKEN", "a-token-of-twenty-ab"),
    ],
)
def test_a_value_that_it_can_have_is_taken(name: str, value: str) -> None:
    assert problems_of(name, value) == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SMTP_URL", "mail.example.com", "must begin with smtp:// or smtps://"),
        ("SMTP_URL", "smtp://mail.example.com", "must say from whom and to whom: ?from=…&to=…"),
        ("SMTP_URL", "smtp://?from=a@example.com&to=b@example.com", "names no host"),
        ("SMTP_URL", MAIL.replace("anna@", "anna"), "without an @"),
        ("ALERT_URL", "http://hooks.example.com", "must begin with https://"),
        ("HEARTBEAT_URL", "https:///x", "names no host"),
        ("PROXY_HOPS", "11", "must be between 0 and 10"),
        ("CONSOLE_TOKEN", "short-enough-to-try", "is too easy to guess: take 20 letters or more"),
        ("RULES_PUBLISH", "never", "must be both or deploy, not 'never'"),
    ],
)
def test_one_that_it_cannot_have_is_refused_in_words(name: str, value: str, said: str) -> None:
    (problem,) = problems_of(name, value)
    assert problem.startswith(f"{name} ")
    assert said in problem
