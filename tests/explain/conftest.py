"""What the commands' own tests stand on: a shell, a store with deliveries, a rules file."""

from tests.cli.conftest import _bare_machine, bridge, rules_file, shop

__all__ = ["_bare_machine", "bridge", "rules_file", "shop"]
