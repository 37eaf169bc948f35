"""Rules written in the console, as the tests of its pages need them."""

import time

from sqlalchemy.dialects.postgresql import insert

from bridge.store.engine import transaction
from bridge.store.publishing.drafts import Draft, Drafts, DraftState
from bridge.store.schema.lookup_tables import people
from tests.cli.shop import NOON, RULES, Shop
from tests.web.console.conftest import Browser

# Gold's buyers get another membership for it.
PLATINUM = RULES.replace("Gold", "Platinum")
VIP = f"{RULES}  - name: VIP\n    when: purchase\n    add: VIP\n"
_WITHIN = 30.0  # seconds
_WORKED_ON = (DraftState.WRITTEN, DraftState.PLANNING)


def planned(browser: Browser, shop: Shop, text: str, base: int, note: str = "") -> Draft:
    """The draft of that text, once its plan is worked out. Raises TimeoutError."""
    leads = browser.post("/rules/drafts", 303, text=text, base=base, note=note)
    return once_planned(shop, int(leads.rpartition("/")[2]))


def once_planned(shop: Shop, id_: int) -> Draft:
    deadline = time.monotonic() + _WITHIN
    while time.monotonic() < deadline:
        draft = Drafts(shop.engine).find(id_)
        assert draft
        if draft.state not in _WORKED_ON:
            return draft
        time.sleep(0.02)
    raise TimeoutError(f"draft {id_} is not planned")


def has_sold(shop: Shop, *buyers: str) -> None:
    """Gold to each, by rules that count."""
    shop.work(*(shop.comes("purchase", email=each) for each in buyers))


def called(shop: Shop, address: str, name: str) -> int:
    """Gives her number."""
    with transaction(shop.engine) as connection:
        row = {"address": address, "name": name, "at": NOON}
        put = insert(people).on_conflict_do_update(index_elements=["address"], set_=row)
        made = put.values(row).returning(people.c.id)
        return int(connection.execute(made).scalar_one())
