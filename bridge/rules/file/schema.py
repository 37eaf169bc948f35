"""The JSON Schema of rules.yaml, by which editors complete and underline; made from the keys.

`bridge check --schema > rules.schema.json` renews the file that is shipped. It says no more than
the table of keys does: what reads well and makes no sense is for `bridge check` to tell.
"""

import json
from dataclasses import replace
from typing import Any

from bridge.rules.file.checks.catalogue import all_checks
from bridge.rules.file.examples.expectations import ALL_PROMISES
from bridge.rules.file.grammar import keys
from bridge.rules.file.grammar.forms import Form, Key, Table, Values
from bridge.rules.file.grammar.keys_of_rules import ACTIONS
from bridge.rules.file.grammar.words import NO, YES

_SWITCH = {"anyOf": [{"type": "boolean"}, {"enum": [*YES, *NO]}]}
# The keys of which a table needs one at least.
_ACTIONS = tuple(str(key.name) for key in ACTIONS)
_ONE_OF = {
    "rules file": ("memberships", "rules"),
    "rule": _ACTIONS,
    "part": _ACTIONS,
    "example": tuple(key.name for key in ALL_PROMISES),
}


def as_text() -> str:
    """The schema as it is shipped in rules.schema.json."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


def schema() -> dict[str, Any]:
    """Draft 7, which the YAML extensions of editors read."""
    definitions: dict[str, Any] = {}
    known: dict[int, str] = {}
    whole = _keys(keys.FILE, definitions, known)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "rules.yaml of the bridge",
        **whole,
        "definitions": definitions,
    }


def _keys(table: Table, definitions: dict[str, Any], known: dict[int, str]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "type": "object",
        "properties": {key.name: _key(key, definitions, known) for key in table.keys},
        "additionalProperties": False,
    }
    if required := [key.name for key in table.keys if key.required]:
        told["required"] = required
    if table.either:
        told["oneOf"] = [{"required": [name]} for name in table.either]
    if needed := _ONE_OF.get(table.what):
        told["anyOf"] = [{"required": [name]} for name in needed]
    elif not required:
        told["minProperties"] = 1
    return told


def _key(key: Key, definitions: dict[str, Any], known: dict[int, str]) -> dict[str, Any]:
    takes = key.takes
    if isinstance(takes, Form):
        inner = [_ref(takes.among, definitions, known)] if takes.among else []
        return {"description": key.about, **_form(takes, *inner)}
    if takes is keys.CHECKS:
        return {"description": key.about, **_checks()}
    if isinstance(takes, Values):
        named: dict[str, Any] = {"type": "object", "additionalProperties": _form(takes.form)}
        named |= {} if takes.may_be_empty else {"minProperties": 1}
        if takes.or_words:
            named = {"anyOf": [named, *_form(replace(takes.form, many=True))["anyOf"]]}
        return {"description": key.about, **named}
    return {"description": key.about, **_table(takes, _ref(takes, definitions, known))}


def _checks() -> dict[str, Any]:
    ids = {name: {"description": each.about} for name, each in all_checks().items()}
    named = {"type": "object", "properties": ids, "propertyNames": {"enum": [*ids]}}
    return {**named, "patternProperties": {"": _SWITCH}, "minProperties": 1}


def _table(table: Table, one: dict[str, Any]) -> dict[str, Any]:
    several = {"type": "array", "items": one, "minItems": 1}
    if table.or_one:
        return {"anyOf": [one, several]}
    if table.listed:
        return several
    if table.by_tag:
        return {"type": "object", "additionalProperties": one, "minProperties": 1}
    others = [_SWITCH] if table.or_switch else []
    others += [_word(table.phrase)] if table.phrase else []
    return {"anyOf": [*others, one]} if others else {"allOf": [one]}


def _ref(table: Table, definitions: dict[str, Any], known: dict[int, str]) -> dict[str, Any]:
    """To where the table's keys are defined, once for all its uses."""
    shape = id(table.keys)  # `any` and `not` differ in how their sets are listed, not in the sets
    if shape not in known:
        number = sum(name.startswith(table.what) for name in known.values())
        known[shape] = f"{table.what} {number + 1}" if number else table.what
        definitions[known[shape]] = _keys(table, definitions, known)
    return {"$ref": f"#/definitions/{known[shape].replace(' ', '%20')}"}


def _form(form: Form, *among: dict[str, Any]) -> dict[str, Any]:
    """`among` are what may stand between the words of a list."""
    one = _word(form)
    if form.by_name:
        named = {"type": "object", "properties": {"name": _word(form.by_name)}}
        one = {"anyOf": [one, {**named, "required": ["name"], "additionalProperties": False}]}
    if not form.many:
        return one
    entries = [one, *([_pair(*form.paired)] if form.paired else []), *among]
    entry = {"anyOf": entries} if len(entries) > 1 else one
    several: dict[str, Any] = {"type": "array", "items": entry}
    several |= {} if form.may_be_empty else {"minItems": 1}
    several |= {} if form.repeats else {"uniqueItems": True}
    return {"anyOf": [one, several]}


def _pair(pattern: str, behind: Form) -> dict[str, Any]:
    pairs = {f"^(?:{pattern})$": _form(behind)}
    pair = {"type": "object", "patternProperties": pairs, "additionalProperties": False}
    return {**pair, "minProperties": 1, "maxProperties": 1}


def _word(form: Form) -> dict[str, Any]:
    if form.choices == YES + NO:
        return _SWITCH
    if form.grows:
        return {"type": "string"}
    if form.choices:
        return {"enum": [*form.choices]}
    # Editors read a bare 90222 as a number; where text of digits is right, so is that.
    digits = any(not form.check(digit) for digit in ("0", "1"))
    types = ["string", "number"] if digits else "string"
    return {"type": types, **({"pattern": f"^(?:{form.pattern})$"} if form.pattern else {})}
