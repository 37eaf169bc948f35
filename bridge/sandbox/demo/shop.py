"""The rules of the story's shop for a seller who uses another CRM: what it has not is left out."""

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from bridge.destinations import registry
from bridge.model import Action, Sort

SHOP = Path(__file__).with_name("shop.yaml")
USUAL = "activecampaign"  # for which shop.yaml is written
_ACTION = re.compile(r"    ({}):".format("|".join(re.escape(action) for action in Action)))
_OF_TAGS = re.compile(r"    suffixes:")


def rules_for(vendor: str) -> str:
    """The text of its rules file; shop.yaml itself for the usual one."""
    text = SHOP.read_text(encoding="utf-8").replace(f"crm: {USUAL}", f"crm: {vendor}")
    sorts = registry.vendors()[vendor].sorts
    return "".join(_lines(text, sorts))


def _lines(text: str, sorts: Collection[Sort]) -> Iterator[str]:
    for line in text.splitlines(keepends=True):
        if Sort.TAG not in sorts and line.startswith("rules:"):
            return  # all of them are about tags
        action = _ACTION.match(line)
        known = action is None or Action(action[1]).sort in sorts
        if known and (Sort.TAG in sorts or not _OF_TAGS.match(line)):
            yield line
