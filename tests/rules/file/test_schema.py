"""The JSON Schema says the same of a rules file as the reader does."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from jsonschema import Draft7Validator

from bridge.__main__ import cli
from bridge.model.errors import ConfigError
from bridge.rules.file import parse
from tests.journeys.test_any_rules_file import unhurried
from tests.rules.file.rule_files import rules_files

ROOT = Path(__file__).parents[3]
SHIPPED = (ROOT / "rules.yaml").read_text()
SCHEMA: dict[str, Any] = json.loads((ROOT / "rules.schema.json").read_text())
VALIDATOR = Draft7Validator(SCHEMA)


def complaints(text: str) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(yaml.safe_load(text))]


def yaml_blocks(page: Path) -> list[str]:
    return re.findall(r"^```yaml\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL)


SHOWN = {
    f"{page.name} {number}": block
    for page in sorted((ROOT / "docs").rglob("*.md"))
    for number, block in enumerate(yaml_blocks(page), 1)
    if block.startswith(("crm:", "destinations:"))
}


def test_the_shipped_schema_is_the_one_that_the_command_prints() -> None:
    printed = CliRunner().invoke(cli, ["check", "--schema"])
    assert printed.exit_code == 0
    assert (ROOT / "rules.schema.json").read_text() == printed.output


def test_the_schema_is_one_and_the_shipped_rules_name_it() -> None:
    Draft7Validator.check_schema(SCHEMA)
    first = SHIPPED.splitlines()[0]
    assert first == "# yaml-language-server: $schema=./rules.schema.json"


def test_every_key_is_described_for_editors() -> None:
    tables = [SCHEMA, *SCHEMA["definitions"].values()]
    undescribed = [
        name for table in tables for name, key in table["properties"].items()
        if not key.get("description", "").endswith(".")
    ]  # fmt: skip
    assert undescribed == []


def test_the_shipped_rules_fit_the_schema() -> None:
    assert complaints(SHIPPED) == []


@pytest.mark.parametrize("name", SHOWN)
def test_the_rules_in_the_documentation_fit_the_schema(name: str) -> None:
    assert complaints(SHOWN[name]) == []


@unhurried
@given(rules_files())
def test_what_the_reader_takes_fits_the_schema(text: str) -> None:
    assert complaints(text) == []


RULE = "crm: activecampaign\nrules:\n  - {{name: A, when: purchase, add: X, {}}}\n"
MEMBERSHIP = "crm: activecampaign\nmemberships:\n  Gold: {{items: product-1, {}}}\n"
EXAMPLE = (
    "crm: activecampaign\nrules:\n  - {{name: A, when: purchase, add: X}}\nexamples:\n  - {{{}}}\n"
)
BROKEN = {
    "crm: 12\nrules:\n  - {name: A, when: purchase, add: X}\n": "12 is not of type 'string'",
    "crm: a\ndestinations: b\nrules:\n  - {name: A, when: purchase, add: X}\n": "is valid under",
    "destinations: {a: [b]}\nrules:\n  - {name: A, when: purchase, add: X}\n": "is not valid",
    "rules:\n  - {name: A, when: purchase, add: X}\n": "is not valid under",
    "crm: activecampaign\n": "{'crm': 'activecampaign'} is not valid",
    "crm: activecampaign\nrules: []\n": "[] should be non-empty",
    "crm: activecampaign\nrules:\n  - {name: A, when: purchase}\n": (
        "{'name': 'A', 'when': 'purchase'} is not valid"
    ),
    "crm: activecampaign\nrules:\n  - {name: A, add: X}\n": "'when' is a required property",
    "crm: activecampaign\nmemberships:\n  Gold: {plans: 1}\n": "'items' is a required property",
    RULE.format("whn: x"): "'whn' was unexpected",
    RULE.format("remove: yes"): "True is not valid",
    RULE.format("remove: 'a, b'"): "'a, b' is not valid",
    RULE.format("remove: []"): "[] is not valid",
    RULE.format("remove: [a, a]"): "['a', 'a'] is not valid",
    RULE.format("items: product_1"): "'product_1' is not valid",
    RULE.format("items: 12"): "12 is not valid",
    RULE.format("items: {nam: x}"): "{'nam': 'x'} is not valid",
    RULE.format("plans: yearly"): "'yearly' is not valid",
    RULE.format("mode: Live"): "'Live' is not one of",
    RULE.format("amount: over 10"): "'over 10' is not valid",
    RULE.format("currency: usd"): "'usd' is not valid",
    RULE.format("payment: third"): "'third' is not valid",
    RULE.format("refund: fully"): "'fully' is not one of",
    RULE.format("since order: 14 days"): "'14 days' is not valid",
    RULE.format("since order: within 14 days"): "'within 14 days' is not valid",
    RULE.format("consent: maybe"): "'maybe' is not valid",
    RULE.format("custom fields: [a]"): "['a'] is not of type 'object'",
    RULE.format("any: {mode: live}"): "{'mode': 'live'} is not of type 'array'",
    RULE.format("not: {when: refund}"): "{'when': 'refund'} is not valid",
    RULE.format("all: [{}]"): "{} should be non-empty",
    RULE.format("all: [{all: [{all: [{all: [{mode: live}]}]}]}]"): "'all' was unexpected",
    RULE.format("after: 7"): "7 is not",
    RULE.format("after: 0 days, unless: never"): "'0 days' does not match",
    RULE.format("at: noon, unless: never"): "'noon' is not one of",
    RULE.format("after: 1 day, unless: nevr"): "'nevr' is not valid",
    RULE.format("subscribe: []"): "[] is not valid",
    RULE.format("set: {}"): "{} should be non-empty",
    RULE.format("set: {A: [b]}"): "['b'] is not of type",
    MEMBERSHIP.format("cancelled: at end"): "'at end' is not valid",
    MEMBERSHIP.format("refund: partial"): "'partial' is not valid",
    MEMBERSHIP.format("cancelled: full"): "'full' is not valid",
    MEMBERSHIP.format("cancelled: any"): "'any' is not valid",
    MEMBERSHIP.format("lasts: 24 hours"): "'24 hours' does not match",
    MEMBERSHIP.format("lasts: 12"): "12 is not",
    MEMBERSHIP.format("completed: off"): "False is not one of",
    MEMBERSHIP.format("completed: {add: X}"): "{'add': 'X'} is not one of",
    MEMBERSHIP.format("patience: 7 days"): "'7 days' does not match",
    "contact per address: often\n" + RULE.format("add: X"): "'often' is not valid",
    MEMBERSHIP.format("since order: at most 1 day"): "'since order' was unexpected",
    MEMBERSHIP.format("paused: suspend after 7 days"): "'suspend after 7 days' is not valid",
    MEMBERSHIP.format("cancelled: {after: 7 days}"): "{'after': '7 days'} is not valid",
    MEMBERSHIP.format("style: accesally"): "'accesally' is not one of",
    MEMBERSHIP.format("refund: {ad: x}"): "{'ad': 'x'} is not valid",
    MEMBERSHIP.format("suffixes: {refund: x}"): "'refund' was unexpected",
    MEMBERSHIP.format("coupon: A"): "'coupon' was unexpected",
    EXAMPLE.format("given: purchase"): "{'given': 'purchase'} is not valid",
    EXAMPLE.format("tags: X"): "'given' is a required property",
    EXAMPLE.format("given: purchase, lists: {A: b}"): "{'A': 'b'} is not valid",
    EXAMPLE.format("given: purchase, fields: [F]"): "['F'] is not of type 'object'",
    EXAMPLE.format("given: purchase, fields: {F: [x]}"): "['x'] is not of type",
    EXAMPLE.format("given: purchase, automations: {W: 2}"): "{'W': 2} is not valid",
    EXAMPLE.format("given: [purchase, {list: A}], tags: X"): "is not valid",
    EXAMPLE.format("given: [purchase, {1 day later: refund, tags: X}], tags: X"): "is not valid",
    EXAMPLE.format("given: [purchase, {tags: [X, X]}], tags: X"): "is not valid",
}


RIGHT = (
    MEMBERSHIP.format("lasts: 12 months, completed: at period end, patience: 0, refund: any"),
    MEMBERSHIP.format("lasts: 1 year, completed: keep, patience: 5 minutes, refund: full"),
    "contact per address: yes\n"
    + MEMBERSHIP.format("cancelled: off")
    + "rules:\n  - {name: A, when: [access starts, access ends], memberships: [Gold],\n"
    + "     after: 1 day, unless: any purchase, add: X}\n",
)


@pytest.mark.parametrize("text", RIGHT)
def test_what_memberships_know_of_their_end_fits_the_schema(text: str) -> None:
    parse(text)
    assert complaints(text) == []


@pytest.mark.parametrize("text", BROKEN)
def test_what_the_reader_refuses_does_not_fit_the_schema(text: str) -> None:
    with pytest.raises(ConfigError):
        parse(text)
    assert BROKEN[text] in " ".join(complaints(text))
