"""The helper that holds requests against a vendor's file, with a file of its own."""

from typing import Any

import pytest
import requests

from tests.contracts.vendor_schemas import VendorSpec, sent_requests, vendor_spec

SERVER = "http://127.0.0.1:4010/api"
FILE = {
    "openapi": "3.1.0",
    "info": {"title": "Made up", "version": "1"},
    "security": [{"oauth2": []}],
    "paths": {
        "/people/{id}": {
            "patch": {
                "security": [{"oauth2": []}],
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
                    {
                        "name": "mask",
                        "in": "query",
                        "schema": {"type": "array", "items": {"type": "string", "enum": ["name"]}},
                    },
                ],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "properties": {"name": {"type": "string", "maxLength": 5}},
                                "additionalProperties": False,
                            }
                        }
                    },
                },
                "responses": {"200": {"description": "OK"}},
            }
        },
        "/people/model": {"get": {"responses": {"200": {"description": "OK"}}}},
    },
}


def mistakes(method: str, path: str, **more: Any) -> list[str]:
    request = requests.Request(method, SERVER + path, **more).prepare()
    return VendorSpec(FILE, SERVER).mistakes(request)


def test_a_request_as_the_file_wants_it_has_no_mistakes() -> None:
    assert mistakes("PATCH", "/people/5", params={"mask": ["name"]}, json={"name": "Ann"}) == []
    assert mistakes("GET", "/people/model") == []


@pytest.mark.parametrize(
    ("body", "query", "said"),
    [
        ({"name": "Annabelle"}, {}, "'Annabelle' is too long"),
        ({"nick": "Ann"}, {}, "('nick' was unexpected)"),
        ({}, {"mask": "name,nick"}, "'name,nick' is not one of ['name']"),
        ({}, {"fields": "name"}, "unknown parameter: fields"),
    ],
)
def test_each_mistake_is_named(body: Any, query: Any, said: str) -> None:
    (mistake,) = mistakes("PATCH", "/people/5", params=query, json=body)
    assert said in mistake


@pytest.mark.parametrize(
    ("method", "path"),
    [("PATCH", "/people/5/"), ("PATCH", "/nobody/5"), ("PUT", "/people/model")],
)
def test_a_path_that_the_file_has_not_is_a_mistake(method: str, path: str) -> None:
    request = requests.Request(method, SERVER + path, json={}).prepare()
    assert not VendorSpec(FILE, SERVER).covers(request)
    assert mistakes(method, path, json={}) == [f"not in the file: {method} /api{path}"]


def test_a_file_that_is_not_there_skips_the_test_and_says_why() -> None:
    with pytest.raises(pytest.skip.Exception) as caught:
        vendor_spec("no-such-vendor.json", SERVER)
    assert str(caught.value) == (
        "no-such-vendor.json is not beside the project: the vendor's schemas are not part of it"
    )


def test_what_is_sent_is_kept_as_it_leaves() -> None:
    with sent_requests() as sent, pytest.raises(requests.ConnectionError):
        requests.get("http://127.0.0.1:9/people", params={"a": ["1", "2"]}, timeout=1)
    assert [request.url for request in sent] == ["http://127.0.0.1:9/people?a=1&a=2"]
