"""Every resource of the API; openapi.yaml describes them."""

from collections.abc import Iterator

from bridge.web.api.api import Resource
from bridge.web.api.delivery_resource import DeliveryResource
from bridge.web.api.need_resource import NeedResource
from bridge.web.api.person_resource import PersonResource
from bridge.web.api.product_resource import ProductResource
from bridge.web.api.rules_resource import RulesResource
from bridge.web.installation import Installation


def resources_of(here: Installation) -> Iterator[Resource]:
    yield DeliveryResource(here)
    yield NeedResource(here)
    yield PersonResource(here)
    yield ProductResource(here)
    yield RulesResource(here)
