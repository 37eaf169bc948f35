"""Alerts by e-mail, to a mail server on this machine."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from bridge.alerts.mail import mail_of
from bridge.alerts.message import Message, NotSent
from bridge.sandbox.servers import free_port

TOLD = Message(["ActiveCampaign refused the key (403). It holds 3 deliveries – 'Gold'."])
PASSWORD = "p@ss/word"


class Postbox:
    """Keeps what comes, and who said to be who."""

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], EmailMessage]] = []
        self.logged_in: list[tuple[str, str]] = []
        self.answer = "250 OK"

    async def handle_DATA(self, _: object, __: object, envelope: Any) -> str:  # noqa: N802 # aiosmtpd's
        letter = message_from_bytes(envelope.content, policy=policy.default)
        self.letters.append((envelope.rcpt_tos, letter))
        return self.answer

    def check(self, _: object, __: object, ___: object, ____: object, said: Any) -> AuthResult:
        self.logged_in.append((said.login.decode(), said.password.decode()))
        return AuthResult(success=said.password.decode() == PASSWORD)


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def server(postbox: Postbox) -> Iterator[str]:
    """Host and port."""
    port = free_port()
    running = Controller(
        postbox, hostname="127.0.0.1", port=port, authenticator=postbox.check,
        auth_require_tls=False,
    )  # fmt: skip
    running.start()
    yield f"127.0.0.1:{port}"
    running.stop()


def test_it_comes_to_everybody_who_is_named(server: str, postbox: Postbox) -> None:
    to = "to=anna@example.com,ben@example.com&to=cleo@example.com"
    mail_of(f"smtp://{server}?from=bridge@example.com&{to}").send(TOLD)
    ((receivers, letter),) = postbox.letters
    assert receivers == ["anna@example.com", "ben@example.com", "cleo@example.com"]
    assert letter["From"] == "bridge@example.com"
    assert letter["Subject"] == TOLD.subject
    assert letter.get_content().strip().replace("\r\n", "\n") == TOLD.text


def test_it_logs_in_with_what_stands_in_the_address(server: str, postbox: Postbox) -> None:
    known = f"smtp://anna%40example.com:p%40ss%2Fword@{server}"
    mail_of(f"{known}?from=bridge@example.com&to=anna@example.com").send(TOLD)
    assert postbox.logged_in == [("anna@example.com", PASSWORD)]
    assert len(postbox.letters) == 1


def test_a_server_that_does_not_take_it_is_said_without_secrets(
    server: str, postbox: Postbox
) -> None:
    who = "from=bridge@example.com&to=anna@example.com"
    postbox.answer = "550 anna@example.com is unknown"
    refused = [
        f"smtp://{server}?{who}",
        f"smtp://anna:secret@{server}?{who}",
        f"smtp://anna:secr%C3%A9t@{server}?{who}",
        f"smtp://127.0.0.1:{free_port()}?{who}",
    ]
    for url in refused:
        with pytest.raises(NotSent) as error:
            mail_of(url).send(TOLD)
        assert str(error.value).startswith("The mail server did not take it (")
        assert "secret" not in f"{error.value!r} {mail_of(url)!r}"
        assert "anna@" not in str(error.value)


def test_a_server_elsewhere_gets_nothing_unencrypted(
    server: str, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bridge.alerts.mail.LOOPBACK", frozenset())  # as if it were elsewhere
    with pytest.raises(NotSent, match="SMTPNotSupportedError"):
        mail_of(f"smtp://{server}?from=bridge@example.com&to=anna@example.com").send(TOLD)
    assert postbox.letters == []
