"""Who gets an answer, and who does not."""

import pytest

from tests.web.api.conftest import TOKEN, Program


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": f"Basic {TOKEN}"},
        {"Authorization": f"Bearer {TOKEN[:-1]}"},
        {"Authorization": f"Bearer {TOKEN}x"},
        {"Authorization": "Bearer ü"},
    ],
)
def test_only_the_token_opens_it(program: Program, headers: dict[str, str]) -> None:
    answer = program.client.get("/api/deliveries", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="The bridge"'
    assert answer.json
    assert "CONSOLE_TOKEN" in answer.json["message"]


def test_a_log_in_at_the_console_does_not(program: Program) -> None:
    program.client.get("/console/log-in")
    assert program.client.get("/api/deliveries").status_code == 401


def test_guessing_is_slowed(program: Program, caplog: pytest.LogCaptureFixture) -> None:
    wrong = Program(program.client, "wrong")
    assert [wrong.get("/deliveries", 401)["message"] for _ in range(5)]
    answer = program.client.get("/api/deliveries", headers={"Authorization": "Bearer wrong"})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert program.get("/deliveries") is not None  # who has it is not held up
    assert "wrong" not in caplog.text.replace("a wrong token", "")
