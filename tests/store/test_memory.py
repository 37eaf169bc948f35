from sqlalchemy import Engine

from bridge.store import destinations
from bridge.store.memory import AccountMemory

CRM = "activecampaign"


def test_what_one_worker_learned_another_knows(engine: Engine) -> None:
    destinations.ensure(engine, CRM)
    mine, theirs = AccountMemory(engine, CRM), AccountMemory(engine, CRM)
    assert theirs.get("tag:gold") is None
    mine.put("tag:gold", "17")
    assert (mine.get("tag:gold"), theirs.get("tag:gold")) == ("17", "17")
    assert AccountMemory(engine, CRM).get("tag:gold") == "17"


def test_two_workers_do_not_overwrite_each_others_names(engine: Engine) -> None:
    destinations.ensure(engine, CRM)
    mine, theirs = AccountMemory(engine, CRM), AccountMemory(engine, CRM)
    mine.put("tag:gold", "17")
    theirs.put("tag:silver", "18")
    fresh = AccountMemory(engine, CRM)
    assert (fresh.get("tag:gold"), fresh.get("tag:silver")) == ("17", "18")


def test_what_another_worker_told_anew_is_seen_in_time(engine: Engine) -> None:
    destinations.ensure(engine, CRM)
    seconds = 0.0
    mine = AccountMemory(engine, CRM, clock=lambda: seconds)
    mine.put("tag:gold", "17")
    AccountMemory(engine, CRM).put("tag:gold", "99")
    seconds = 59.0
    assert mine.get("tag:gold") == "17"
    seconds = 60.0
    assert mine.get("tag:gold") == "99"


def test_a_name_can_be_told_anew_and_forgotten(engine: Engine) -> None:
    destinations.ensure(engine, CRM)
    memory = AccountMemory(engine, CRM)
    memory.put("tag:gold", "17")
    memory.put("tag:gold", "99")
    assert AccountMemory(engine, CRM).get("tag:gold") == "99"
    memory.put("tag:gold", None)
    assert memory.get("tag:gold") is None
    assert AccountMemory(engine, CRM).get("tag:gold") is None


def test_forgetting_works_for_what_another_worker_learned(engine: Engine) -> None:
    destinations.ensure(engine, CRM)
    AccountMemory(engine, CRM).put("tag:gold", "17")
    AccountMemory(engine, CRM).put("tag:gold", None)
    assert AccountMemory(engine, CRM).get("tag:gold") is None
