"""What is sold, for programs, with what the rules do with it."""

from flask import Blueprint, Response

from bridge.explain.as_json.json_values import picked
from bridge.explain.products.product_list import Product, product_list
from bridge.web.api.api import NoSuchThing, reply
from bridge.web.installation import Installation


class ProductResource:
    def __init__(self, here: Installation) -> None:
        self._here = here

    def add_to(self, routes: Blueprint) -> None:
        routes.add_url_rule("/products", "products", self.products)

    def products(self) -> Response:
        """Of what was sold alone: the cart's own list is not asked for."""
        rules = self._here.rules()
        if rules is None:
            raise NoSuchThing
        found = product_list(self._here.engine, rules)
        return reply({
            name: [*map(_product, rows)]
            for name, rows in (("unmapped", found.unmapped), ("mapped", found.mapped),
                               ("ignored", found.ignored))
        })  # fmt: skip


def _product(each: Product) -> dict[str, object]:
    told = picked(each, "called", "sold", "many", "last", "only_tests", "waiting",
                  "many_wait")  # fmt: skip
    places = [picked(place, "words", "line", "membership") for place in each.places]
    return {"item": each.item.key, "plan": each.item.plan, **told, "places": places}
