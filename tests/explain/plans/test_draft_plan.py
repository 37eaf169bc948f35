"""The plan of a draft, worked out beside other work."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import Engine, text

from bridge.explain.plans.draft_plan import plan_draft
from bridge.reconcile.library import Library
from bridge.store.publishing.drafts import Draft, Drafts, DraftState
from tests.reconcile.stage import BEA, BOTH, CY, DI, GOLD, PLATINUM, Stage, published


def begun(engine: Engine, written: str) -> int:
    return Drafts(engine).begin(written, "rules.yaml", 1)


def planned(stage: Stage, written: str) -> Draft:
    id_ = begun(stage.engine, written)
    assert plan_draft(stage.engine, stage.library, id_)
    draft = Drafts(stage.engine).find(id_)
    assert draft is not None
    return draft


def numbers(stage: Stage) -> dict[str, int]:
    """Of people, by their addresses; the intake gives them."""
    with stage.engine.connect() as connection:
        for email in (BEA, CY, DI):
            row = {"email": email, "at": stage.now()}
            connection.execute(
                text("INSERT INTO people (address, at) VALUES (:email, :at) "
                     "ON CONFLICT (address) DO NOTHING"), row,
            )  # fmt: skip
        return {
            row.address: row.id
            for row in connection.execute(text("SELECT id, address FROM people"))
        }


def test_it_says_who_gains_and_loses_what_by_which_rule(shop: Stage) -> None:
    known = numbers(shop)
    draft = planned(shop, PLATINUM)
    result = draft.result
    assert (draft.state, draft.done, draft.of) == (DraftState.PLANNED, 3, 3)
    assert (result["looked_at"], result["would_change"], result["would_lose_access"]) == (3, 1, 1)
    assert [(each["membership"], each["opens"], each["number"]) for each in result["access"]] == [
        ("Platinum", True, 1), ("Gold", False, 1),
    ]  # fmt: skip
    told = {each["what"]: each for each in result["groups"]}
    assert set(told) == {"+ Platinum", "- Gold"}
    assert told["+ Platinum"] | {"people": []} == {
        "sort": "tag", "name": "Platinum", "gains": True, "is_set": False, "destination": "",
        "what": "+ Platinum", "rule": "Platinum", "line": 3,
        "because": "rule 'Platinum' (line 3)", "number": 1, "people": [],
    }  # fmt: skip
    [person] = told["+ Platinum"]["people"]
    assert person["person"] == known[BEA]
    assert result["gained"] == [["tag", "Platinum"]]


def test_no_address_and_no_name_stands_in_it(shop: Stage) -> None:
    draft = planned(shop, BOTH)
    told = json.dumps(draft.result)
    assert draft.result["would_change"] == 2
    assert [email for email in (BEA, CY, DI) if email in told] == []
    assert "Bea" not in told


def test_rules_with_mistakes_have_no_plan_but_all_of_these(shop: Stage) -> None:
    draft = planned(shop, GOLD.replace("items", "itms"))
    assert draft.state is DraftState.FAILED
    assert "line 4" in draft.problem


def test_before_anything_was_published_or_sold_nobody_changes(stage: Stage) -> None:
    draft = planned(stage, GOLD)
    assert (draft.state, draft.of, draft.result["would_change"]) == (DraftState.PLANNED, 0, 0)


def test_somebody_else_who_is_at_it_goes_on_alone(shop: Stage) -> None:
    id_ = begun(shop.engine, PLATINUM)
    assert Drafts(shop.engine).claim(id_) is not None
    assert not plan_draft(shop.engine, shop.library, id_)
    assert not plan_draft(shop.engine, shop.library, 99)


def test_who_was_taken_for_dead_finds_the_plan_another_ones_and_leaves_it(shop: Stage) -> None:
    id_ = begun(shop.engine, PLATINUM)
    drafts = Drafts(shop.engine)

    class Overtaken(Library):
        """While it works, its claim grows old and another one takes over."""

        def newest(self, connection: object) -> tuple[int, object]:  # type: ignore[override] # as it gives
            with shop.engine.connect() as other:
                other.execute(text("UPDATE drafts SET looked_at = '2020-01-01'"))
                drafts.claim(id_)
                other.execute(text("UPDATE drafts SET looked_at = looked_at + interval '1 s'"))
            return super().newest(connection)  # type: ignore[arg-type] # passed on

    assert not plan_draft(shop.engine, Overtaken(published), id_, every=0)
    left = drafts.find(id_)
    assert left is not None
    assert (left.state, left.result) == (DraftState.PLANNING, {})


def test_what_nobody_foresaw_is_told_and_can_be_tried_again(
    shop: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    id_ = begun(shop.engine, PLATINUM)

    def broken(_text: str, _name: str) -> object:
        raise ZeroDivisionError("bea@example.com")

    assert plan_draft(shop.engine, Library(broken), id_)  # type: ignore[arg-type] # it raises
    draft = Drafts(shop.engine).find(id_)
    assert draft is not None
    assert draft.problem == (
        "The plan could not be worked out (ZeroDivisionError). Try it again; the receiver's log "
        "may say more."
    )
    assert f"draft {id_} could not be planned" in caplog.text
    assert plan_draft(shop.engine, shop.library, id_)
    again = Drafts(shop.engine).find(id_)
    assert again is not None
    assert replace(again, result={}).state is DraftState.PLANNED
