"""Deliveries, as a program reads them."""

from tests.cli.shop import Shop
from tests.web.api.conftest import Program


def test_they_are_listed_a_page_at_a_time(program: Program, shop: Shop) -> None:
    ids = [shop.comes("purchase", order_id=str(number)) for number in range(5)]
    first = program.get("/deliveries?limit=2")
    assert [each["id"] for each in first["deliveries"]] == [ids[4], ids[3]]
    second = program.get(f"/deliveries?limit=3&before={first['next_before']}")
    assert [each["id"] for each in second["deliveries"]] == [ids[2], ids[1], ids[0]]
    last = program.get(f"/deliveries?limit=3&before={second['next_before']}")
    assert (last["deliveries"], last["next_before"]) == ([], None)


def test_those_of_one_state_are_found(program: Program, shop: Shop) -> None:
    shop.work(done := shop.comes("purchase"))
    waits = shop.comes("purchase", order_id="2")
    for state, id_ in (("applied", done), ("waiting", waits)):
        (found,) = program.get(f"/deliveries?state={state}")["deliveries"]
        assert (found["id"], found["state"]) == (id_, state)


def test_nonsense_is_said_in_words(program: Program) -> None:
    for asked in ("state=lost", "limit=0", "limit=201", "limit=x", "before=-1", "before=²"):
        said = program.get(f"/deliveries?{asked}", 400)
        assert said["message"].startswith(f"{asked.partition('=')[0]}: must be ")


def test_one_is_told_with_all_that_belongs_to_it(program: Program, shop: Shop) -> None:
    shop.work(id_ := shop.comes("purchase"))
    told = program.get(f"/deliveries/{id_}")
    assert told["state"] == "applied"
    assert [each["method"] for each in told["calls"]] == ["POST"]
    assert "Gold" in {each["tag"] for each in told["contact_tags"] if each["due"]}
    program.get("/deliveries/99", 404)


def test_one_that_failed_is_tried_again(program: Program, shop: Shop) -> None:
    shop.crm.refuses = {"Gold"}
    shop.work(id_ := shop.comes("purchase"))
    assert program.get(f"/deliveries/{id_}")["state"] == "failed"
    assert program.post(f"/deliveries/{id_}/retry", 202) == {"waiting": [id_], "told": True}
    shop.crm.refuses = set()
    shop.work(id_)
    assert program.get(f"/deliveries/{id_}")["state"] == "applied"
    program.post("/deliveries/99/retry", 404)
