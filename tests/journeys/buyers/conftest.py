"""One buyer from the cart to what `bridge show EMAIL` says of her: on the commands' stage."""

from tests.cli.conftest import _bare_machine, bridge, rules_file, shop

__all__ = ["_bare_machine", "bridge", "rules_file", "shop"]
