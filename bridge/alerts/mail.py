"""Alerts by e-mail: SMTP_URL is smtp://user:password@host:587?from=…&to=…, or smtps://."""

import smtplib
from dataclasses import dataclass, field
from email.message import EmailMessage
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from bridge.alerts.message import Message, NotSent
from bridge.model.variable import LOOPBACK

_SECONDS = 10.0
_PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True)
class Mail:
    """Over smtp:// it goes encrypted too (STARTTLS), save to this machine itself."""

    address: SplitResult = field(repr=False)
    sender: str
    receivers: tuple[str, ...]
    seconds: float = _SECONDS

    def send(self, message: Message) -> None:
        try:
            with self._connected() as server:
                if self.address.username:
                    password = unquote(self.address.password or "")
                    server.login(unquote(self.address.username), password)
                server.send_message(self._letter(message))
        except (OSError, smtplib.SMTPException, UnicodeError) as error:  # smtplib's: it is no ASCII
            # Its own words may quote the address or the log-in.
            raise NotSent(f"The mail server did not take it ({type(error).__name__}).") from None

    def _connected(self) -> smtplib.SMTP:
        host = self.address.hostname or ""
        port = self.address.port or _PORTS[self.address.scheme]
        if self.address.scheme == "smtps":
            return smtplib.SMTP_SSL(host, port, timeout=self.seconds)
        server = smtplib.SMTP(host, port, timeout=self.seconds)
        if host not in LOOPBACK:
            server.starttls()
        return server

    def _letter(self, message: Message) -> EmailMessage:
        letter = EmailMessage()
        letter["Subject"] = message.subject
        letter["From"] = self.sender
        letter["To"] = ", ".join(self.receivers)
        letter.set_content(message.text)
        return letter


def mail_of(url: str) -> Mail:
    """`url` is SMTP_URL, as settings read it."""
    parts = urlsplit(url)
    asked = parse_qs(parts.query)
    receivers = [each.strip() for names in asked["to"] for each in names.split(",")]
    return Mail(parts, asked["from"][0].strip(), tuple(receivers))
