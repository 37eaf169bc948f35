from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import NoResultFound

from bridge.store import rulebooks
from bridge.store.engine import transaction
from tests.fakes import NOON

ONE, TWO = ("crm: one", "v1", "rules.yaml"), ("crm: two", "v2", "rules.yaml")


def texts(engine: Engine) -> list[tuple[int, str, str]]:
    """Number, text and source of each, oldest first."""
    with engine.connect() as connection:
        numbers = [each.number for each in rulebooks.all_of(connection)]
        every = [rulebooks.read(connection, number) for number in sorted(numbers)]
    return [(each.number, each.text, each.source) for each in every]


def test_a_file_is_published_once_whoever_starts_with_it(engine: Engine) -> None:
    with ThreadPoolExecutor(8) as together:
        numbers = list(together.map(lambda _: rulebooks.publish_file(engine, ONE, NOON), range(8)))
    assert numbers == [1] * 8
    assert texts(engine) == [(1, "crm: one", "file")]


def test_a_changed_file_is_a_new_publication_and_the_old_text_again_another_one(
    engine: Engine,
) -> None:
    assert [rulebooks.publish_file(engine, each, NOON) for each in (ONE, TWO, ONE)] == [1, 2, 3]
    assert [text for _, text, _ in texts(engine)] == ["crm: one", "crm: two", "crm: one"]


def test_what_was_applied_needs_no_publication_when_the_file_has_it_too(engine: Engine) -> None:
    rulebooks.publish_file(engine, ONE, NOON)
    with transaction(engine) as connection:
        rulebooks.publish(connection, TWO, rulebooks.APPLY, NOON)
    assert rulebooks.publish_file(engine, TWO, NOON) == 2
    assert len(texts(engine)) == 2


def test_what_was_taken_back_stays_so_over_a_restart(engine: Engine) -> None:
    """The file has the text of what was taken back still."""
    rulebooks.publish_file(engine, ONE, NOON)
    rulebooks.publish_file(engine, TWO, NOON)
    with transaction(engine) as connection:
        assert rulebooks.publish(connection, ONE, rulebooks.UNDO, NOON, takes_back=2) == 3
    assert rulebooks.publish_file(engine, TWO, NOON) == 1  # which counts again
    assert rulebooks.publish_file(engine, ("crm: three", "v3", "rules.yaml"), NOON) == 4
    assert texts(engine) == [
        (1, "crm: one", "file"),
        (2, "crm: two", "file"),
        (3, "crm: one", "undo"),
        (4, "crm: three", "file"),
    ]


def test_it_stays_so_though_another_text_was_applied_and_taken_back_since(engine: Engine) -> None:
    rulebooks.publish_file(engine, ONE, NOON)
    rulebooks.publish_file(engine, TWO, NOON)
    with transaction(engine) as connection:
        rulebooks.publish(connection, ONE, rulebooks.UNDO, NOON, takes_back=2)
        three = ("crm: three", "v3", "three.yaml")
        number = rulebooks.publish(connection, three, rulebooks.APPLY, NOON)
        rulebooks.publish(connection, ONE, rulebooks.UNDO, NOON, takes_back=number)
    assert rulebooks.publish_file(engine, TWO, NOON) == 1
    assert rulebooks.publish_file(engine, three, NOON) == 1
    assert rulebooks.publish_file(engine, ONE, NOON) == 6


def test_of_those_that_stand_the_highest_counts(engine: Engine) -> None:
    for each in (ONE, TWO, ("crm: three", "v3", "rules.yaml")):
        rulebooks.publish_file(engine, each, NOON)
    stands = []
    for number in (2, 3):
        with transaction(engine) as connection:
            rulebooks.publish(connection, ONE, rulebooks.UNDO, NOON, takes_back=number)
        with engine.connect() as connection:
            newest = rulebooks.newest(connection)
            assert newest is not None
            stands.append((newest.number, [n.number for n in rulebooks.standing(connection)]))
    assert stands == [(3, [3, 1]), (1, [1])]


def test_the_newest_counts_and_lists_carry_no_texts(engine: Engine) -> None:
    with engine.connect() as connection:
        assert rulebooks.newest(connection) is None
    rulebooks.publish_file(engine, ONE, NOON)
    rulebooks.publish_file(engine, TWO, NOON)
    with engine.connect() as connection:
        newest = rulebooks.newest(connection)
        listed = rulebooks.all_of(connection)
        whole = rulebooks.read(connection, 2)
        with pytest.raises(NoResultFound):
            rulebooks.read(connection, 3)
    assert newest == listed[0] == rulebooks.Rulebook(2, "v2", "rules.yaml", "file", NOON)
    assert (whole.text, whole.number) == ("crm: two", 2)


LINES = "crm: one\ngold: 12\n{}silver: 13\n{}bronze: 14\n"
FIRST = LINES.format("", "")
BY_CONSOLE = LINES.format("vip: 1\n", "")
SECOND_BY_CONSOLE = LINES.format("vip: 2\n", "")
BY_FILE = LINES.format("", "club: 1\n")
BOTH = LINES.format("vip: 1\n", "club: 1\n")
OTHERWISE = LINES.format("vip: 7\n", "")
PUBLISHED, LEFT, REFUSED = "published", "left", "refused"

# What was published since the first file (source and text; of an undo what it takes back), the
# file that is started with then, and what becomes of it, with the number that counts then.
MATRIX: dict[str, tuple[list[tuple[str, str | int]], str, str, int]] = {
    "nothing changed": ([], FIRST, LEFT, 1),
    "the file changed": ([], BY_FILE, PUBLISHED, 2),
    "the console changed": ([("console", BY_CONSOLE)], FIRST, LEFT, 2),
    "both changed": ([("console", BY_CONSOLE)], BY_FILE, REFUSED, 2),
    "both changed alike": ([("console", BY_CONSOLE)], BY_CONSOLE, LEFT, 2),
    "both, and the file has the console's": ([("console", BY_CONSOLE)], BOTH, PUBLISHED, 3),
    "both changed the same place": ([("console", BY_CONSOLE)], OTHERWISE, REFUSED, 2),
    "the console twice": (
        [("console", BY_CONSOLE), ("console", SECOND_BY_CONSOLE)], FIRST, LEFT, 3,
    ),
    "the console twice, the file as the first": (
        [("console", BY_CONSOLE), ("console", SECOND_BY_CONSOLE)], BOTH, REFUSED, 3,
    ),
    "the console's was taken back": ([("console", BY_CONSOLE), ("undo", 2)], FIRST, LEFT, 1),
    "it was taken back, and the file changed": (
        [("console", BY_CONSOLE), ("undo", 2)], BY_FILE, PUBLISHED, 4,
    ),
    "it was taken back, and the file has it": (
        [("console", BY_CONSOLE), ("undo", 2)], BY_CONSOLE, LEFT, 1,
    ),
    "one of two was taken back, and the file changed": (
        [("console", BY_CONSOLE), ("console", SECOND_BY_CONSOLE), ("undo", 3)], BY_FILE, REFUSED, 2,
    ),
    "a file was taken back in the console": ([("file", BY_FILE), ("undo", 2)], BY_FILE, LEFT, 1),
    "it was taken back, and the file before came": (
        [("file", BY_FILE), ("undo", 2)], FIRST, PUBLISHED, 4,
    ),
    "a file after the console's": (
        [("console", BY_CONSOLE), ("file", BOTH)], BY_FILE, PUBLISHED, 4,
    ),
    "pushed, and the old file starts again": ([("push", BY_FILE)], FIRST, LEFT, 2),
    "pushed, and then deployed": ([("push", BY_FILE)], BY_FILE, LEFT, 2),
    "pushed over the console's, and deployed": (
        [("console", BY_CONSOLE), ("push", OTHERWISE)], OTHERWISE, LEFT, 3,
    ),
    "pushed over the console's, and changed again": (
        [("console", BY_CONSOLE), ("push", BOTH)], BOTH + "more: 1\n", PUBLISHED, 4,
    ),
    "pushed, and the console changed": (
        [("push", BY_FILE), ("console", BOTH)], BY_FILE + "more: 1\n", REFUSED, 3,
    ),
    "applied, and the old file starts again": ([("apply", BY_FILE)], FIRST, LEFT, 2),
    "applied and taken back, and both changed": (
        [("console", BY_CONSOLE), ("apply", BOTH), ("undo", 3)], BY_FILE, REFUSED, 2,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", MATRIX)
def test_what_becomes_of_a_file_that_a_deploy_brings(engine: Engine, case: str) -> None:
    happened, written, becomes, counts = MATRIX[case]
    rulebooks.publish_file(engine, (FIRST, "v", "rules.yaml"), NOON)
    for number, (source, what) in enumerate(happened, 2):
        at = NOON + timedelta(minutes=number)
        with transaction(engine) as connection:
            if isinstance(what, int):
                rulebooks.publish(connection, ONE, rulebooks.UNDO, at, takes_back=what)
            else:
                rulebooks.publish(connection, (what, f"v{number}", "rules.yaml"), source, at)
    with engine.connect() as connection:
        stands = rulebooks.file_standing(connection, written)
    late = NOON + timedelta(hours=1)
    number = rulebooks.publish_file(engine, (written, "v9", "rules.yaml"), late)
    found = PUBLISHED if len(texts(engine)) == len(happened) + 2 else LEFT
    found = REFUSED if stands.rivals and found == LEFT else found
    assert (found, number) == (becomes, counts)
    assert stands.is_new == (becomes == PUBLISHED)


def test_a_file_goes_over_nothing_that_the_console_published_before_any_file(
    engine: Engine,
) -> None:
    with transaction(engine) as connection:
        published = (BY_CONSOLE, "v1", "rules.yaml")
        rulebooks.publish(connection, published, rulebooks.CONSOLE, NOON)
    assert rulebooks.publish_file(engine, (FIRST, "v", "rules.yaml"), NOON) == 1
    with engine.connect() as connection:
        stands = rulebooks.file_standing(connection, FIRST)
    assert ([each.number for each in stands.rivals], stands.base) == ([1], None)
    assert rulebooks.publish_file(engine, published, NOON) == 1
    assert len(texts(engine)) == 1


def test_a_text_that_a_push_brought_and_a_deploy_then_is_what_a_later_file_changes(
    engine: Engine,
) -> None:
    """Else a revert in git would be taken for the file that was always there."""
    rulebooks.publish_file(engine, ONE, NOON)
    with transaction(engine) as connection:
        rulebooks.publish(connection, TWO, rulebooks.PUSH, NOON)
    later = [NOON + timedelta(hours=number) for number in (1, 2)]
    assert rulebooks.publish_file(engine, TWO, later[0]) == 2
    assert rulebooks.publish_file(engine, ONE, later[1]) == 3


def test_the_rivals_of_a_file_are_told_with_who_and_why(engine: Engine) -> None:
    rulebooks.publish_file(engine, (FIRST, "v", "rules.yaml"), NOON)
    with transaction(engine) as connection:
        published = (BY_CONSOLE, "v2", "rules.yaml")
        rulebooks.publish(
            connection, published, rulebooks.CONSOLE, NOON, who="Ann", note="VIPs come in"
        )
    with engine.connect() as connection:
        stands = rulebooks.file_standing(connection, BY_FILE)
    assert [(each.number, each.who, each.note) for each in stands.rivals] == [
        (2, "Ann", "VIPs come in")
    ]
    assert stands.base is not None
    assert stands.base.text == FIRST
