"""What all of the API has in common: its description is true, and its errors are words."""

import re

import pytest
from openapi_spec_validator import validate

from bridge.sandbox.servers import Servers
from bridge.sandbox.stack import PROJECT
from bridge.web.api.api import openapi
from tests.web.api.conftest import Program
from tests.web.console.conftest import client_of


def test_its_description_is_one() -> None:
    validate(openapi())


def test_every_address_is_described_and_every_described_one_is_there(program: Program) -> None:
    routes = program.client.application.url_map.iter_rules()
    there = {
        (re.sub(r"<(?:\w+(?:\(.*?\))?:)?(\w+?)_?>", r"{\1}", each.rule), method)
        for each in routes
        if each.endpoint.startswith("api.") and each.endpoint != "api.unknown"
        for method in {"GET", "POST"} & set(each.methods or ())
    }
    told = {
        (path, method.upper()) for path, every in openapi()["paths"].items() for method in every
    }
    assert there == told


def test_it_tells_its_description(program: Program) -> None:
    assert program.get("/openapi.json")["info"]["title"] == "The bridge"


def test_without_a_token_of_its_own_it_is_not_there(database_url: str, redis_url: str) -> None:
    client = client_of(database_url, redis_url)
    headers = {"Authorization": "Bearer "}
    assert client.get("/api/deliveries", headers=headers).status_code == 404
    assert client.get("/metrics", headers=headers).status_code == 404


@pytest.mark.parametrize("address", ["/nowhere", "/deliveries/x", "/deliveries/-1", "/"])
def test_an_address_that_there_is_not_is_said_in_words(program: Program, address: str) -> None:
    headers = {"Authorization": f"Bearer {program.token}"}
    answer = program.client.get(f"/api{address}", headers=headers)
    assert answer.status_code == 404
    assert answer.json
    assert answer.json["message"].startswith("There is nothing at this address.")


def test_while_postgres_is_away_it_says_so(program: Program, servers: Servers) -> None:
    program.get("/deliveries")
    servers._end_postgres("stop")
    try:
        said = program.get("/deliveries", 503)
    finally:
        servers.start_postgres()
    assert said["message"].startswith("The record cannot be read now (")


def test_no_answer_is_kept_on_the_way(program: Program) -> None:
    headers = {"Authorization": f"Bearer {program.token}"}
    for answer in (program.client.get("/api/deliveries", headers=headers),
                   program.client.get("/api/deliveries")):  # fmt: skip
        assert answer.headers["Cache-Control"] == "no-store"


def test_every_address_is_in_the_docs() -> None:
    docs = (PROJECT / "docs" / "for-programs.md").read_text(encoding="utf-8")
    told = {
        f"`{method.upper()} {path}`" for path, every in openapi()["paths"].items()
        for method in every
    }  # fmt: skip
    assert {each for each in told if each not in docs} == set()
