from sqlalchemy import Engine, text

from tests.store.schema.migrations.conftest import Upgrade

_BEFORE = text(
    "INSERT INTO destinations (name, memory) VALUES"
    ' (\'mailer\', \'{"account": "shop.example.com", "tag:gold": "17"}\'),'
    " ('older', '{}');"
    "INSERT INTO places (destination, address) VALUES"
    " ('older', 'bea@example.com'), ('mailer', 'bea@example.com')"
)


def test_an_account_is_told_from_others_by_its_vendor_too(upgrade: Upgrade, blank: Engine) -> None:
    """A destination was called as its vendor until then."""
    upgrade("0007")
    with blank.connect() as connection:
        for each in str(_BEFORE).split(";"):
            connection.execute(text(each.replace(":gold", "\\:gold")))
    upgrade("0008")
    with blank.connect() as connection:
        rows = connection.execute(text("SELECT name, memory, of_before FROM destinations")).all()
    assert {row.name: (row.memory.get("account"), row.of_before) for row in rows} == {
        "mailer": ("mailer shop.example.com", True),
        "older": (None, False),
    }
