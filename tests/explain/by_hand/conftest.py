"""Hands are tried through the commands, too: one buyer has Gold."""

from tests.cli.commands.people.conftest import crm
from tests.cli.conftest import _bare_machine, bridge, shop

__all__ = ["_bare_machine", "bridge", "crm", "shop"]
