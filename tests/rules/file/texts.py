"""Rules files for tests, around a few lines of their own, and what is said of them."""

import pytest

from bridge.model.errors import ConfigError
from bridge.rules.file import parse


def problems(text: str) -> list[str]:
    """What the file is refused for."""
    with pytest.raises(ConfigError) as refused:
        parse(text)
    return list(refused.value.problems)


def warned(text: str) -> tuple[str, ...]:
    return parse(text).warnings


def in_rule(*lines: str, when: str = "purchase") -> str:
    """A file with the rule 'A', which has these lines from line 5 on."""
    head = f"crm: activecampaign\nrules:\n  - name: A\n    when: {when}\n"
    return head + "".join(f"    {line}\n" for line in lines)


def in_membership(*lines: str) -> str:
    """A file with the membership 'Gold', which has these lines from line 5 on."""
    head = "crm: activecampaign\nmemberships:\n  Gold:\n    items: product-12\n"
    return head + "".join(f"    {line}\n" for line in lines)


def rules(*flow: str, top: str = "") -> str:
    """A file with the rules 'A', 'B' and so on, each on one line; the first stands on line 3."""
    named = (f"  - {{name: {name}, {rest}}}\n" for name, rest in zip("ABCDE", flow, strict=False))
    return f"crm: activecampaign\n{top}rules:\n{''.join(named)}"


def memberships(**flow: str) -> str:
    """A file with these memberships; the first stands on line 3."""
    named = (f"  {name}: {{{rest}}}\n" for name, rest in flow.items())
    return f"crm: activecampaign\nmemberships:\n{''.join(named)}"
