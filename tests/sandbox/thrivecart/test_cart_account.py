"""The cart's stand-in answers as the vendor's API was seen to."""

import requests

from bridge.sandbox.thrivecart import SandboxCart


def ask(cart: SandboxCart, path: str, key: str = "sandbox-key") -> requests.Response:
    headers = {"Authorization": f"Bearer {key}"}
    return requests.get(f"{cart.url}/api/external/{path}", headers=headers, timeout=5)


def test_it_lists_what_it_sells_as_bare_arrays() -> None:
    with SandboxCart() as cart:
        cart.sells("product-34", "Gold & more")
        cart.sells("bump-34", "Workbook", test=True)
        rows = ask(cart, "products").json()
        assert [(row["id"], row["name"], row["status"]) for row in rows] == [
            ("34", "Gold & more", "2")
        ]
        assert [row["status"] for row in ask(cart, "bumps").json()] == ["1"]
        assert ask(cart, "upsells").json() == []


def test_a_wrong_key_and_an_unknown_path_are_refused() -> None:
    with SandboxCart() as cart:
        assert ask(cart, "products", "other").status_code == 401
        assert ask(cart, "ping").json()["account_name"] == "sandbox"
        answer = ask(cart, "customers")
        assert (answer.status_code, answer.json()) == (501, {"error": "method.invalid"})


def test_a_deployment_is_pointed_at_it_by_two_settings() -> None:
    with SandboxCart(key="k") as cart:
        assert cart.environment == {"THRIVECART_API_URL": cart.url, "THRIVECART_API_KEY": "k"}
