"""Requests as an adapter really sent them, held against the vendor's own OpenAPI file.

The files are not part of the project. Where they are not beside it, the test that wants one is
skipped, with the reason.

    spec = vendor_spec("kit-v4.subset-strict.json", f"{sandbox.url}/v4")
    with sent_requests() as sent:
        crm.apply(plan, memory)
    assert [spec.mistakes(request) for request in sent] == [[]] * len(sent)
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from openapi_core import OpenAPI
from openapi_core.contrib.requests import RequestsOpenAPIRequest

FOLDER = Path(__file__).parents[3] / "shared" / "specs"


class VendorSpec:
    """One vendor's file; `server` is the address that its paths hang on.

    Keys are not looked at: how a key is sent is not what the files are about.
    """

    def __init__(self, file: Mapping[str, Any], server: str) -> None:
        self._server = server.rstrip("/")
        self._paths: Mapping[str, Any] = file["paths"]
        served = {**file, "servers": [{"url": self._server}], "security": [], "paths": self._open()}
        self._openapi = OpenAPI.from_dict(served)

    def covers(self, request: requests.PreparedRequest) -> bool:
        """Whether the file has this path and method."""
        return self._operation(request) is not None

    def mistakes(self, request: requests.PreparedRequest) -> list[str]:
        """What the vendor would refuse or pass over, in words; empty when all is as it wants it.

        Beyond the schemas: a parameter that is not declared, and a slash at the end of a path.
        """
        operation, url = self._operation(request), urlsplit(str(request.url))
        if operation is None:
            return [f"not in the file: {request.method} {url.path}"]
        declared = {each["name"] for each in operation.get("parameters", [])}
        unknown = {name for name, _ in parse_qsl(url.query)} - declared
        return [
            *(f"unknown parameter: {name}" for name in sorted(unknown)),
            *(_words(each) for each in self._openapi.iter_request_errors(_read(request))),
        ]

    def _operation(self, request: requests.PreparedRequest) -> Mapping[str, Any] | None:
        """What is written out in full counts before what has a place for an id."""
        path = urlsplit(str(request.url)).path.removeprefix(urlsplit(self._server).path)
        for template in sorted(self._paths, key=lambda each: each.count("{")):
            pattern = re.sub(r"\\{[^/]+?\\}", "[^/]+", re.escape(template))
            operation = self._paths[template].get(str(request.method).lower())
            if operation is not None and re.fullmatch(pattern, path):
                return dict(operation)
        return None

    def _open(self) -> dict[str, Any]:
        """The paths without what each asks for as a key."""
        return {
            path: {
                method: {**each, "security": []} if isinstance(each, dict) else each
                for method, each in operations.items()
            }
            for path, operations in self._paths.items()
        }


def vendor_spec(file: str, server: str) -> VendorSpec:
    """The file of this name; skips the test where it is not there."""
    path = FOLDER / file
    if not path.is_file():
        pytest.skip(f"{file} is not beside the project: the vendor's schemas are not part of it")
    return VendorSpec(json.loads(path.read_text(encoding="utf-8")), server)


@contextmanager
def sent_requests() -> Iterator[list[requests.PreparedRequest]]:
    """Every request that leaves within, as it leaves."""
    sent: list[requests.PreparedRequest] = []
    really_send = requests.Session.send

    def send(self: Any, request: Any, **more: Any) -> requests.Response:
        sent.append(request)
        return really_send(self, request, **more)

    with patch.object(requests.Session, "send", send):
        yield sent


def _read(request: requests.PreparedRequest) -> RequestsOpenAPIRequest:
    """As the library wants it: from a request that is not yet prepared."""
    fresh = requests.Request(request.method, request.url, request.headers, data=request.body)
    return RequestsOpenAPIRequest(fresh)


def _words(error: Exception) -> str:
    """With what each part of the schema says of it."""
    parts = getattr(error.__cause__, "schema_errors", ())
    return "; ".join([str(error).partition(": ")[0], *(str(part.message) for part in parts)])
