from tests.store.schema.migrations.conftest import Upgrade


def test_a_delivery_knows_the_version_that_decided_it(upgrade: Upgrade) -> None:
    columns = [column["name"] for column in upgrade("0002").get_columns("deliveries")]
    assert columns[-1] == "rules_version"
