"""Everything the demo stands on."""

import signal
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bridge.sandbox.demo.shop_story import STORY
from bridge.sandbox.demo.stage import stage


def test_with_rules_of_ones_own_the_account_has_all_that_they_name(
    tmp_path: Path,
) -> None:
    mine = tmp_path / "mine.yaml"
    rule = "{name: N, when: purchase, add: VIP, subscribe: News, set: {A: x}, start automation: B}"
    other = "{name: O, when: purchase, items: [bump-*, product-31], add: VIP}"
    mine.write_text(f"crm: activecampaign\nrules:\n  - {rule}\n  - {other}\n")
    heeded = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    with stage(tmp_path / "log", mine) as here:
        fields = replace(STORY[0], shopper="Dora").delivery(datetime.now(UTC), "DEMO12345678")
        assert here.settled(here.post(fields)[0]).state == "applied"
        (dora,) = here.accounts["activecampaign"].people()
        assert (dora["email"], dora["tags"]) == ("dora@example.com", ["VIP"])
        assert dora["automations"] == ["B"]
        assert here.item == "product-31"
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == heeded
