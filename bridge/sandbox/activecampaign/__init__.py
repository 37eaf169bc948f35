"""A local stand-in for an ActiveCampaign account, over real HTTP, on the loopback only.

In a test or a demo:

    with SandboxAccount(tags=["Gold Membership"], rate=None) as account:
        ...  # point the bridge at account.url with account.key
        assert account.tags_of("a@example.com") == {"Gold Membership"}

Or as its own process: `python -m bridge.sandbox.activecampaign --port 8025`; the addresses below
`/sandbox/` (see `control.py`) then do what the methods here do.
"""

import signal
from collections import Counter, deque
from collections.abc import Iterable
from types import FrameType, TracebackType
from typing import Self

import click

from bridge.sandbox.activecampaign import control
from bridge.sandbox.activecampaign.account import Account
from bridge.sandbox.activecampaign.faults import Conditions, Faults
from bridge.sandbox.activecampaign.hands import Hands
from bridge.sandbox.activecampaign.server import LoopbackServer
from bridge.sandbox.activecampaign.service import SandboxCall, Service
from bridge.sandbox.activecampaign.shapes import Answer, Request


class SandboxAccount(Hands):
    """The account and its server; it serves between `start` and `close`, or inside `with`.

    `rate` is in requests per second (None: no limit). `conditions` may be changed and `faults`
    added at any time.
    """

    def __init__(
        self,
        tags: Iterable[str] = (),
        rate: float | None = 5,
        key: str = "sandbox-key",
        port: int = 0,
        *,
        template_tags: Iterable[str] = ("Newsletter layout",),
        ignores_include: bool = False,
        ignores_filters: bool = False,
        tell_tags: str = "",
    ) -> None:
        self.key = key
        self.account = Account()
        self.conditions = Conditions(
            rate,
            ignore_include=ignores_include,
            ignore_filters=ignores_filters,
            tell_tags=tell_tags,
        )
        self.faults = Faults(self.conditions)
        self._service = Service(self.account, key, self.faults)
        self._port = port
        for name in template_tags:
            self.account.add_tag(name, "template")
        for name in tags:
            self.account.add_tag(name)

    def start(self) -> None:
        """Serve from now on; with port 0 on any that is free, and later on that one again."""
        self._server = LoopbackServer(self._port, self._respond)
        self._port = self._server.server_port
        self._service.closing.clear()
        self._server.start()

    def close(self) -> None:
        """Stop serving and hang up. What stands in the account stays; `start` serves it again."""
        self._service.closing.set()
        self._server.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _respond(self, request: Request, key: str) -> Answer | None:
        if request.path.startswith(control.ROOT):
            return control.answer(request, self, self.faults, self._service)
        return self._service.respond(request, key)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def calls(self) -> deque[SandboxCall]:
        """The newest 50,000 calls, oldest first."""
        return self._service.calls

    @property
    def totals(self) -> Counter[tuple[str, str, int]]:
        """How many calls of each (method, path, status)."""
        return self._service.totals

    @property
    def limited(self) -> int:
        """How many calls were answered 429."""
        return sum(n for (_, _, status), n in list(self.totals.items()) if status == 429)

    def reset(self) -> None:
        """Forget the counted calls and firings; contacts and tags stay."""
        self._service.reset()


def _stop(_: int, __: FrameType | None) -> None:
    raise SystemExit(0)


@click.command()
@click.option("--port", default=8025, show_default=True, help="0: any that is free.")
@click.option("--key", default="sandbox-key", show_default=True, help="The Api-Token it accepts.")
@click.option("--rate", default=5.0, show_default=True, help="Requests per second; 0: no limit.")
@click.option("--tag", "names", multiple=True, help="A tag it has from the start; repeatable.")
@click.option("--tags", "file", type=click.File(encoding="utf-8"), help="The same, one a line.")
@click.option("--list", "lists", multiple=True, help="A list it has; repeatable.")
@click.option("--field", "fields", multiple=True, help="A custom field it has; repeatable.")
@click.option("--automation", "automations", multiple=True, help="An automation; repeatable.")
@click.option("--tell-tags", type=click.Choice(["entities", "nfd"]), help="How it spells tags.")
@click.option("--ignores-include", is_flag=True, help="Be an account that ignores include=.")
def main(
    port: int,
    key: str,
    rate: float,
    names: tuple[str, ...],
    file: Iterable[str] | None,
    tell_tags: str | None,
    ignores_include: bool,
    **besides: tuple[str, ...],
) -> None:
    """Run a sandbox ActiveCampaign account until Ctrl-C or SIGTERM."""
    lines = [line.strip() for line in file or ()]
    tags = [*names, *(line for line in lines if line and not line.startswith("#"))]
    signal.signal(signal.SIGTERM, _stop)
    with SandboxAccount(tags, rate or None, key, port) as account:
        account.conditions.ignore_include = ignores_include
        account.conditions.tell_tags = tell_tags or ""
        account.furnish(**besides)
        click.echo(f"Sandbox ActiveCampaign account: {account.url} with the key {account.key}")
        signal.pause()
