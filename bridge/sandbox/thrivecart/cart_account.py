"""A local stand-in for a ThriveCart account: what its API lists of what it sells.

    with SandboxCart() as cart:
        cart.sells("product-34", "Gold course")
        ...  # point the bridge at cart.url with cart.key

Errors are as its API was seen to answer: 401 with a word for what is wrong with the key, 501 for a
path that it does not know. What it says of a call too many is published nowhere: that is a guess.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar, cast

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.local import LocalProxy

from bridge.sandbox.faults import Conditions
from bridge.sandbox.stand_in import StandIn

_INVALID = {"error": "invalid_token", "error_description": "The access token is invalid"}, 401
_MANY = {"error": "Too many requests"}, 429
api = Blueprint("thrivecart", __name__, url_prefix="/api/external")


class CartShelves:
    """What it sells: rows as the API tells them, by the list they stand in."""

    def __init__(self) -> None:
        self.lists: dict[str, list[dict[str, Any]]] = {
            "products": [], "bumps": [], "upsells": [], "downsells": []
        }  # fmt: skip


goods = cast(CartShelves, LocalProxy(lambda: current_app.extensions["account"]))


@api.get("/ping")
def ping() -> ResponseReturnValue:
    return {"account_name": "sandbox", "account_id": "1", "account_version": "2"}, 200


@api.get("/<name>")
def list_goods(name: str) -> ResponseReturnValue:
    if name not in goods.lists:
        return {"error": "method.invalid"}, 501
    return [*goods.lists[name]], 200


class SandboxCart(StandIn):
    """`rate` is in requests a second; None: no limit."""

    vendor = "thrivecart"
    api = api
    by_hand = ("sells", *StandIn.by_hand)
    refusals: ClassVar[Mapping[int, ResponseReturnValue]] = {402: _INVALID, 403: _INVALID,
                                                             429: _MANY}  # fmt: skip

    def __init__(self, rate: float | None = None, key: str = "sandbox-key", port: int = 0) -> None:
        self.goods = CartShelves()
        super().__init__(self.goods, Conditions(rate), key, port)

    @property
    def environment(self) -> dict[str, str]:
        return {"THRIVECART_API_URL": self.url, "THRIVECART_API_KEY": self.key}

    def sells(self, item: str, name: str, *, test: bool = False) -> None:
        """Something more, such as product-34. Raises LookupError for what it has no list of."""
        sort, _, number = item.partition("-")
        row = {"id": number, "name": name, "label": "", "status": "1" if test else "2",
               "type": "digital", "url": f"{self.url}/{sort}/{number}"}  # fmt: skip
        with self.lock:
            self.goods.lists[f"{sort}s"].append(row)

    def admits(self) -> bool:
        return request.headers.get("Authorization") == f"Bearer {self.key}"

    def subjects(self) -> Iterator[tuple[str, str]]:
        """No call is about anybody."""
        return iter(())

    def people(self) -> list[dict[str, Any]]:
        """It does not list its customers."""
        return []

    def furnish(
        self, lists: Iterable[str] = (), fields: Iterable[str] = (), automations: Iterable[str] = ()
    ) -> None:
        for name in (*lists, *fields, *automations):
            raise LookupError(f"a cart has no '{name}'")
