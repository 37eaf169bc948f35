"""From the bytes of a POST to nested values, whether they came as a form or as JSON."""

import codecs
import json
from collections.abc import Iterable, Mapping
from io import BytesIO

from werkzeug.exceptions import HTTPException
from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_options_header

from bridge.model.errors import WebhookRejected
from bridge.sources.form import (
    MAX_FIELDS,
    check_size,
    nested,
    pairs,
    too_deep,
    too_many_fields,
)

_NEITHER = (
    "The body is neither a form nor JSON, so it was not stored. Check that the cart posts "
    "application/x-www-form-urlencoded or application/json to this address."
)
_NOT_FIELDS = (
    "The body is JSON but not an object with fields, so it was not stored. "
    "Check what is posting to this address."
)
_BROKEN_MULTIPART = (
    "The body says it is multipart/form-data but cannot be read as that, so it was not stored. "
    "Check that the cart posts application/x-www-form-urlencoded or application/json."
)

_ASCII = bytes(range(32, 127))


def decoded(headers: Mapping[str, str], body: bytes) -> dict[str, object]:
    """The fields of a body; empty for one that holds nothing (also `{}` and `[]`).

    The content type is a hint only: a body that plainly is the other one is read as what it is.
    Bytes are read in the charset that the content type declares, UTF-8 where it declares none that
    is known; those that do not fit become U+FFFD: one odd letter in a name must not lose a sale.
    JSON's numbers stay the text they were, its NaN and Infinity become None.
    Raises WebhookRejected(400) when it cannot be read, is too deep or has too many fields.
    """
    mimetype, options = _content_type(headers)
    if mimetype == "multipart/form-data" and body.startswith(b"--"):
        return _sized(_from_multipart(body, options))
    charset = _charset(options)
    text = body.decode(charset, errors="replace").strip("\0 \t\r\n")
    if not text:
        return {}
    looks_like_json = text[0] in '{["'
    if not looks_like_json and ("json" not in mimetype or "=" in text):
        return _sized(_from_form(text, charset))
    return _sized(_from_json(text))


def _content_type(headers: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    for name, value in headers.items():
        if name.lower() == "content-type":
            mimetype, options = parse_options_header(value)
            return mimetype.lower(), options
    return "", {}


def _charset(options: Mapping[str, str]) -> str:
    """One in which ASCII stays ASCII, or the form's own signs would be lost."""
    try:
        name = codecs.lookup(options.get("charset", "").strip("'\" ")).name
        is_plain = "escape" not in name and _ASCII.decode(name, "replace") == _ASCII.decode()
    except (LookupError, ValueError):
        return "utf-8-sig"
    return name if is_plain and name != "utf-8" else "utf-8-sig"


def _sized(fields: dict[str, object]) -> dict[str, object]:
    check_size(fields)
    return fields


def _from_form(text: str, charset: str = "utf-8") -> dict[str, object]:
    if "=" not in text:
        raise WebhookRejected(400, _NEITHER)
    if text.count("&") >= MAX_FIELDS:
        raise too_many_fields()
    encoding = "utf-8" if charset == "utf-8-sig" else charset
    return nested(pairs(text, encoding))


def _from_json(text: str) -> dict[str, object]:
    try:
        fields = json.loads(
            text, strict=False, parse_int=str, parse_float=str, parse_constant=lambda _: None
        )
    except RecursionError:
        raise too_deep() from None
    except json.JSONDecodeError as error:
        raise WebhookRejected(
            400,
            f"The body is not readable JSON (line {error.lineno}, column {error.colno}), so it was "
            "not stored. Check what is posting to this address.",
        ) from None
    if fields == []:  # how PHP writes an empty array
        return {}
    if not isinstance(fields, dict):
        raise WebhookRejected(400, _NOT_FIELDS)
    return fields


def _from_multipart(body: bytes, options: dict[str, str]) -> dict[str, object]:
    parser = FormDataParser(silent=False, max_form_parts=MAX_FIELDS)
    try:
        _, form, _ = parser.parse(BytesIO(body), "multipart/form-data", len(body), options)
    except (ValueError, HTTPException):
        raise WebhookRejected(400, _BROKEN_MULTIPART) from None
    parts: Iterable[tuple[str, str]] = form.items(multi=True)
    return nested(parts)
