"""The cart's list is asked for seldom, and nobody waits for it twice."""

from collections.abc import Sequence

from bridge.explain.products.goods import CartGoods, Goods
from bridge.model import Item
from bridge.sources.thrivecart.api import CartItem, CartNotAsked

GOLD = CartItem(Item("product", "34", name="Gold"))


class Cart:
    """Counts how often it is asked; `trouble` is raised where it is set. Its clock stands still."""

    def __init__(self) -> None:
        self.asked = 0
        self.now = 0.0
        self.trouble = ""
        self.goods = CartGoods(self.ask, lambda: self.now)

    def ask(self) -> Sequence[CartItem]:
        self.asked += 1
        if self.trouble:
            raise CartNotAsked(self.trouble)
        return [GOLD]


def test_a_list_is_good_for_minutes() -> None:
    cart = Cart()
    assert cart.goods() == cart.goods() == Goods((GOLD,))
    cart.now = 299
    cart.goods()
    assert cart.asked == 1
    cart.now = 300
    cart.goods()
    assert cart.asked == 2


def test_a_cart_that_gave_no_list_is_left_alone_for_a_while() -> None:
    cart = Cart()
    cart.trouble = "It is away."
    assert cart.goods() == cart.goods() == Goods(trouble="It is away.")
    assert cart.asked == 1
    cart.now, cart.trouble = 30, ""
    assert cart.goods() == Goods((GOLD,))


def test_who_comes_meanwhile_gets_what_was_known() -> None:
    cart = Cart()
    seen: list[Goods] = []
    ask = cart.ask

    def nested() -> Sequence[CartItem]:
        seen.append(goods())
        return ask()

    goods = CartGoods(nested, lambda: cart.now)
    assert goods() == Goods((GOLD,))
    assert seen == [Goods()]


def test_without_a_key_nobody_is_asked() -> None:
    goods = CartGoods(None)
    assert (goods.is_asked, goods()) == (False, Goods())
