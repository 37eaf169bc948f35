"""`bridge send`"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import click
import requests

from bridge.cli.commands.deliveries.answer_output import say_answer
from bridge.cli.environment import CRM, rules_of, settings_of
from bridge.cli.options import EMAIL, TIME, confirm, json_option
from bridge.cli.output import say_json
from bridge.destinations.account import variables_of
from bridge.explain.trial.answer import Answer
from bridge.model import Destination, Event
from bridge.model.errors import BridgeError, ConfigError
from bridge.model.variable import read_variables
from bridge.sources.thrivecart import samples
from bridge.sources.thrivecart.source import read_saved
from bridge.store.readiness.sightings import OWN_AGENT

_PATH = "/webhooks/thrivecart"
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_SECONDS = 15  # for the answer; the receiver needs milliseconds

_MEANS = {
    400: "The receiver could not read it (400).",
    401: "The receiver refused the secret (401). THRIVECART_SECRET here is not the receiver's: set "
    "both to the secret word that ThriveCart shows under Settings > API & Webhooks > ThriveCart "
    "order validation.",
    404: "There is no receiver at this address (404). It ends in /webhooks/thrivecart.",
    413: "The receiver found it too large (413).",
    503: "The receiver could not store it (503). Does its Postgres run, and was `bridge migrate` "
    "run? ThriveCart would send it again.",
}


@dataclass(frozen=True)
class _Answered:
    """The receiver's 200: it stands in the record under `id`; `duplicate` when it did before."""

    id: int
    duplicate: bool


@click.command(epilog="For example: bridge send purchase --email you@example.com")
@click.argument("what", metavar="EVENT")
@click.option("--item", "items", multiple=True, default=["product-12"], show_default=True,
              help="What was bought: product-12, bump-3; repeatable.")  # fmt: skip
@click.option("--email", type=EMAIL, required=True, help="The buyer's; best one of your own.")
@click.option("--name", default="", help="The buyer's. [default: none, so none is changed]")
@click.option("--to", help="The receiver. [default: http://127.0.0.1:PORT]")
@click.option("--plan", help="The pricing option of the first item, such as 90222.")
@click.option("--order", help="The order's number. [default: a new one]")
@click.option("--at", type=TIME, help="When it happened, ISO. [default: now]")
@click.option("--ordered", "ordered_at", type=TIME,
              help="When the order it is about was made. [default: 30 days before]")  # fmt: skip
@click.option("--mode", type=click.Choice(["test", "live"]), default="test", show_default=True)
@click.option("--yes", is_flag=True, help="Do not ask first, where it is no try-out.")
@click.option("--json-body", is_flag=True, help="Post it as JSON instead of a form.")
@json_option
def send(
    to: str | None, order: str | None, yes: bool, json_body: bool, as_json: bool, **told: Any
) -> None:
    """Post a delivery as ThriveCart would, to try a set-up without a purchase.

    EVENT is a word of rules.yaml ("payment failed") or ThriveCart's own ("order.rebill_failed").
    What the rules say is really done to that contact in the CRM. So it asks first, unless receiver
    and CRM are on this machine. Needs THRIVECART_SECRET.
    """
    config = settings_of("THRIVECART_SECRET", also=("PORT",))
    order = order or samples.new_order(datetime.now(UTC))
    told |= {"secret": config.thrivecart_secret, "order_id": order}
    told["customer_id"] = samples.customer_of(told["email"])
    try:
        address = _address(to or f"http://127.0.0.1:{config.port}")
        fields = samples.delivery(**told)
    except ValueError as wrong:
        raise click.UsageError(str(wrong)) from None
    accounts = _accounts()
    body = samples.as_json(fields) if json_body else samples.as_form(fields)
    event = read_saved(body)
    if not yes and not as_json and _is_live(address, *accounts):
        _ask(address, event)
    answer = _post(address, body, samples.JSON if json_body else samples.FORM)
    if as_json:
        say_json(answer)
        return
    outcome = "had it already" if answer.duplicate else "stored it"
    click.echo(f"Sent {fields['event']}. The receiver {outcome}: bridge show {answer.id}")
    if not told["plan"] and event and event.items and event.items[0].plan:
        # A rule with `plans` does not match it.
        first = event.items[0]
        click.echo(f"Sent {event.kind} of {first.key} with pricing option {first.plan} (made up; "
                   "--plan names another).")  # fmt: skip


def _ask(address: str, event: Event | None) -> None:
    """Say what the rules here make of it, and ask. Raises BridgeError without a yes."""
    try:
        rules = rules_of(None)
    except ConfigError:
        click.echo("The rules file cannot be read here; `bridge check` says why.")
    else:
        if event:
            say_answer(Answer(rules, event.received(datetime.now(UTC)), datetime.now(UTC)))
    click.echo(f"\nThis is really done to that contact, by the receiver at {address}.")
    confirm("Send it?", "bridge send … --yes")


def _accounts() -> list[str]:
    """The addresses of the accounts that the rules tell; of the one that is set up, where no rules
    can be read. Raises ConfigError."""
    try:
        told = rules_of(None).destinations
    except ConfigError:
        told = (Destination(CRM, CRM),)
    addresses: list[str] = []
    for each in told:
        values, problems = read_variables(variables_of(each, os.environ), os.environ, ())
        if problems:
            raise ConfigError(problems)
        addresses += [str(value) for value in values.values() if "://" in str(value)]
    return addresses


def _address(to: str) -> str:
    """Where to post; the webhook's path is put behind a bare host. Raises ValueError."""
    try:
        parts = urlsplit(to.strip())
        host = parts.hostname
    except ValueError:
        host = None
    if not host or parts.scheme not in ("https", "http"):
        raise ValueError(f"{to!r} is no address. It looks like https://your-app.example.com.")
    if parts.scheme == "http" and host not in _LOOPBACK:
        raise ValueError(
            f"{to!r} must begin with https://, so that nobody on the way can read the secret."
        )
    return urlunsplit(parts._replace(path=_PATH)) if parts.path in ("", "/") else to.strip()


def _is_live(*addresses: str) -> bool:
    """Whether one of them is not on this machine; an empty one is not counted."""
    return any(each and urlsplit(each).hostname not in _LOOPBACK for each in addresses)


def _post(to: str, body: bytes, content_type: str) -> _Answered:
    """The receiver's answer when it took the delivery. Raises BridgeError, with what to do."""
    where = urlsplit(to).netloc.rpartition("@")[2]
    answer = _posted(to, where, body, content_type)
    said = _said(answer)
    if answer.status_code != 200:
        raise BridgeError(_refusal(answer.status_code, str(said.get("message") or "")))
    id_ = said.get("id")
    if not isinstance(id_, int):
        raise BridgeError(f"{where} answered 200, but not as the receiver does. Is --to right?")
    return _Answered(id_, duplicate=said.get("message") == "duplicate")


def _posted(to: str, where: str, body: bytes, content_type: str) -> requests.Response:
    headers = {"Content-Type": content_type, "User-Agent": OWN_AGENT}
    with requests.Session() as session:
        # A proxy is for the world outside, not for this machine.
        session.trust_env = urlsplit(to).hostname not in _LOOPBACK
        try:
            return session.post(to, body, headers=headers, timeout=_SECONDS, allow_redirects=False)
        except requests.exceptions.SSLError:
            raise BridgeError(f"The certificate of {where} was not accepted.") from None
        except requests.Timeout:
            raise BridgeError(f"{where} gave no answer within {_SECONDS} s.") from None
        except requests.RequestException:
            raise BridgeError(
                f"Nothing answers at {where}. Is the receiver running? Start it with "
                "`gunicorn app:app`, or name its address with --to."
            ) from None


def _refusal(status: int, message: str) -> str:
    means = _MEANS.get(status, f"That is not an answer of the receiver ({status}). Is --to right?")
    return f"{means} It says: {message}" if message and status == 400 else means


def _said(answer: requests.Response) -> Mapping[str, object]:
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
