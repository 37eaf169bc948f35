"""Every setting that there is: its name, what it is, how its value is read, and what it is without.
What belongs to a destination is its vendor's."""

from functools import partial
from pathlib import Path

from bridge.destinations import registry
from bridge.model.variable import (
    Variable,
    WrongValueError,
    one_of,
    read_account_address,
    read_address,
    read_mail_address,
    read_text,
    read_web_address,
    whole_number,
)

CART_API = "https://thrivecart.com"
_SHORTEST_TOKEN = 20  # letters


def _database(value: str) -> str:
    read_address(value, ("postgresql", "postgres"))
    return value


def _redis(value: str) -> str:
    parts = read_address(value, ("redis", "rediss"))
    if not parts.hostname:
        raise WrongValueError("names no host")
    if not (parts.path.strip("/") or "0").isdecimal():  # else Redis would take its first
        raise WrongValueError("must name its database by a number behind the host, such as /0")
    # Here, since it takes a third of the time that `bridge check` has to start.
    from redis import ConnectionPool

    try:
        ConnectionPool.from_url(value).make_connection()
    except (TypeError, ValueError):
        raise WrongValueError("has an option behind the ? that Redis does not know") from None
    return value


def _token(value: str) -> str:
    """Whoever shows the right one is never held up, so that nobody guesses it must be its own."""
    if len(read_text(value)) < _SHORTEST_TOKEN:
        raise WrongValueError(f"is too easy to guess: take {_SHORTEST_TOKEN} letters or more")
    return value


VARIABLES = (
    Variable("DATABASE_URL", "where Postgres is", _database,
             example="postgresql://user:password@host/name; Heroku sets it with its add-on"),
    Variable("REDIS_URL", "where Redis is", _redis,
             example="redis://host:6379; Heroku sets it with its add-on"),
    Variable("THRIVECART_SECRET", "your ThriveCart secret word", read_text,
             example="ABC123DEF456; ThriveCart shows it under Settings > API & Webhooks > "
             "ThriveCart order validation"),
    Variable("THRIVECART_API_KEY", "a key for ThriveCart's own list of what you sell, for the "
             "console; without one it goes by what was sold", read_text, ""),
    Variable("THRIVECART_API_URL", "ThriveCart's API address",
             partial(read_account_address, example="api.example.com"), CART_API),
    *(each for vendor in registry.vendors().values() for each in vendor.settings),
    Variable("RULES_FILE", "the rules file", Path, "rules.yaml"),
    Variable("RULES_PUBLISH", "where rules are published: both (in the console and by a deploy) "
             "or deploy", one_of("both", "deploy"), "both"),
    Variable("CONSOLE_PASSWORD", "the password of the console; without one there is none",
             read_text, ""),
    Variable("CONSOLE_TOKEN", "the token that programs show for /api and /metrics; without one "
             "these are not there", _token, "",
             example="what python3 -c 'import secrets; print(secrets.token_urlsafe(32))' prints"),
    Variable("SMTP_URL", "a mail server by which somebody is told that she must act",
             read_mail_address, "", example="smtp://user:password@smtp.example.com:587"
             "?from=bridge@example.com&to=you@example.com"),
    Variable("ALERT_URL", "an address that is told the same: Slack's, Discord's or your own",
             read_web_address, ""),
    Variable("HEARTBEAT_URL", "an address that is pinged while all is well", read_web_address, ""),
    Variable("PROXY_HOPS", "how many proxies stand before the receiver, whose word on who asks "
             "is taken; 1 on Heroku", whole_number(0, 10), "0"),
    Variable("WORKERS", "worker processes", whole_number(1, 64), "2"),
    Variable("KEEP_DAYS", "for how many days it is kept what the cart sent, word for word, and "
             "each call to the CRM", whole_number(1, 36_500), "90"),
    Variable("PORT", "the receiver's port", whole_number(1, 65535), "8000"),
    Variable("NOTIFY_URL", "whom to tell that a contact's tags changed", read_text, ""),
    Variable("NOTIFY_KEY", "the key for that address", read_text, ""),
)  # fmt: skip


OF_DESTINATIONS = {v.name for each in registry.vendors().values() for v in each.settings}
OURS = tuple(each for each in VARIABLES if each.name not in OF_DESTINATIONS)
REQUIRED = {each.name for each in OURS if each.default is None}
