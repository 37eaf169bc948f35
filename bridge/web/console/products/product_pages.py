"""Products: everything that is sold, by name, with what the rules do with it."""

import logging

from flask import Blueprint, Response, make_response, render_template, request

from bridge.explain.products.goods import CartGoods
from bridge.explain.products.product_list import Product, ProductList, product_list
from bridge.explain.products.snippet import tag_for
from bridge.model.errors import ConfigError
from bridge.reconcile.library import NoRules
from bridge.rules import Rules
from bridge.sources.thrivecart.api import CartApi
from bridge.store.figures.sales import MOST
from bridge.web.console.products.placing import (
    IGNORE,
    MEMBERSHIP,
    NEW,
    NotPlaced,
    Placed,
    chosen,
    placed,
)
from bridge.web.console.shell.replies import say, unknown
from bridge.web.installation import Installation

logger = logging.getLogger(__name__)

_MOST_SHOWN = 500  # rows of one table
_NO_RULES = (
    "There are none that can be used: start the workers with a rules file, which they publish, or "
    "write the first one under Rules."
)


class ProductPages:
    def __init__(self, here: Installation) -> None:
        self._here = here
        config = here.config
        key, address = config.thrivecart_api_key, config.thrivecart_api_url
        self._goods = CartGoods(CartApi(address, key).items if key else None)

    def add_to(self, routes: Blueprint) -> None:
        routes.add_url_rule("/products", "products", self.products)
        routes.add_url_rule("/products/place", "place_product", self.place)
        routes.add_url_rule("/products/place", "placed_product", self.put, methods=["POST"])

    def products(self) -> str | Response:
        newest = self._newest()
        if newest is None:
            return say(200, "No rules yet", _NO_RULES)
        goods = self._goods()
        return render_template(
            "products/products.html",
            products=product_list(self._here.engine, newest[1], goods.items),
            goods=goods,
            asked=self._goods.is_asked,
            on=self._here.config.publishes_in_console,
            most=MOST,
            most_shown=_MOST_SHOWN,
        )

    def place(self) -> str | Response:
        """What may become of one product, to choose from."""
        newest = self._newest()
        product = self._product(newest[1]) if newest else None
        return self._asked(newest[1], product) if newest and product else unknown()

    def put(self) -> str | Response:
        """The rules with the product in its place, to look over: nothing is published by it."""
        newest = self._newest()
        product = self._product(newest[1]) if newest else None
        if newest is None or product is None:
            return unknown()
        number, rules = newest
        try:
            outcome = placed(rules, chosen(request.form, product, rules), product)
        except NotPlaced as why:
            return make_response(self._asked(rules, product, str(why)), 400)
        template = "placed" if isinstance(outcome, Placed) else "unplaced"
        return render_template(
            f"products/{template}.html",
            product=product,
            outcome=outcome,
            base=number,
            may_publish=self._here.config.publishes_in_console,
            name=rules.name,
        )

    def _asked(self, rules: Rules, product: Product, problem: str = "") -> str:
        form = request.form
        tag, names = tag_for(product.item), [e.membership.name for e in rules.offers if e.enabled]
        return render_template(
            "products/place.html",
            product=product,
            names=names,
            how=form.get("how", MEMBERSHIP if names else NEW),
            membership=form.get("membership", ""),
            tag=form.get("tag", tag),
            ways={"membership": MEMBERSHIP, "new": NEW, "ignore": IGNORE},
            problem=problem,
            most=MOST,
        )

    def _product(self, rules: Rules) -> Product | None:
        """The one that the address or the form names."""
        return self._list(rules).find(
            request.values.get("item", ""), request.values.get("plan", "")
        )

    def _list(self, rules: Rules) -> ProductList:
        return product_list(self._here.engine, rules, self._goods().items)

    def _newest(self) -> tuple[int, Rules] | None:
        """The number of the publication that counts, 0 before any was, and its rules."""
        try:
            with self._here.engine.connect() as connection:
                return self._here.library.newest(connection)
        except NoRules:
            rules = self._here.file_rules()
            return (0, rules) if rules else None
        except ConfigError:
            return None
