"""A shop whose sales are told to a CRM with tags and to a site that knows access."""

from sqlalchemy import Engine

from bridge.explain.snapshot import Snapshot, snapshot_of
from bridge.reconcile.library import Library
from bridge.rules.file import parse
from tests.cli.shop import Shop

RULES = """\
destinations: {activecampaign: activecampaign, school: memberpress}
memberships:
  Gold:
    items: product-12
"""


def bought(shop: Shop, *then: str) -> Snapshot:
    """What is known of her who bought Gold, and to whom these happened afterwards."""
    shop.work(*(shop.comes(what) for what in ("purchase", *then)), rules=RULES)
    return known_of(shop.engine)


def known_of(engine: Engine) -> Snapshot:
    known = snapshot_of(engine, Library(parse), "buyer@example.com")
    assert known is not None
    return known
