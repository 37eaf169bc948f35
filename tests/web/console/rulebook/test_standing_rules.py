"""The rules that count, for their pages."""

from sqlalchemy import Engine

from bridge.reconcile.library import Library
from bridge.rules import file as rulesfile
from bridge.web.console.rulebook.standing_rules import standing_rules
from tests.cli.shop import RULES, Shop


class _Here:
    """What of an installation is asked for."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.library = Library(rulesfile.parse)


def test_before_the_first_there_are_none(engine: Engine) -> None:
    assert standing_rules(_Here(engine)) is None  # type: ignore[arg-type] # all that is asked for


def test_they_are_the_newest_with_their_text(engine: Engine) -> None:
    Shop(engine).publish()
    found = standing_rules(_Here(engine))  # type: ignore[arg-type] # all that is asked for
    assert found
    assert (found.number, found.book.text) == (1, RULES)
    assert found.rules
    assert [each.name for each in found.rules.rules if not each.membership] == [
        "Buyers", "Refunds",
    ]  # fmt: skip


def test_a_text_that_this_release_cannot_read_has_no_rules(engine: Engine) -> None:
    Shop(engine).publish("crm: telepathy\n")
    found = standing_rules(_Here(engine))  # type: ignore[arg-type] # all that is asked for
    assert found
    assert found.rules is None
