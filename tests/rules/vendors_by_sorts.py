"""Vendors for tests, found by what they have, so that none is named."""

from bridge.destinations.registry import vendors
from bridge.model import Sort


def vendor_with(*sorts: Sort, without: tuple[Sort, ...] = ()) -> str:
    """The first that has all of these, and none of those."""
    return next(
        name
        for name, vendor in vendors().items()
        if vendor.sorts >= {*sorts} and not vendor.sorts & {*without}
    )


def called(name: str) -> str:
    return vendors()[name].called


FULL = vendor_with(Sort.TAG, Sort.LIST, Sort.FIELD, Sort.AUTOMATION)
WITHOUT_LISTS = vendor_with(Sort.TAG, without=(Sort.LIST,))
SITE = vendor_with(Sort.ACCESS, without=(Sort.TAG, Sort.LIST, Sort.FIELD, Sort.AUTOMATION))
