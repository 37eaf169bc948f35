"""The rules, as a program reads them."""

from datetime import UTC, datetime

from sqlalchemy import Engine

from bridge.store import rulebooks
from tests.cli.shop import RULES
from tests.web.api.conftest import Program


def published(engine: Engine, *texts: str) -> None:
    for text in texts:
        rulebooks.publish_file(engine, (text, "1", "rules.yaml"), datetime.now(UTC))


def test_those_that_count_are_told_with_their_text(program: Program, engine: Engine) -> None:
    program.get("/rules", 404)
    published(engine, RULES, f"{RULES}# mended\n")
    told = program.get("/rules")
    assert (told["number"], told["source"], told["text"]) == (2, "file", f"{RULES}# mended\n")


def test_every_version_is_listed_a_page_at_a_time(program: Program, engine: Engine) -> None:
    published(engine, *(f"{RULES}# {number}\n" for number in range(5)))
    first = program.get("/rules/versions?limit=2")
    assert [(each["number"], each["counts"]) for each in first["versions"]] == [
        (5, True),
        (4, False),
    ]
    rest = program.get(f"/rules/versions?before={first['next_before']}")
    assert [each["number"] for each in rest["versions"]] == [3, 2, 1]
    assert rest["next_before"] is None
    program.get("/rules/versions?before=99999999999", 400)
