"""Where ThriveCart has what one needs of it."""

from bridge.settings import VARIABLES
from bridge.sources.thrivecart.menus import TEST_PURCHASE, VALIDATION_MENU, WEBHOOK_MENU


def test_both_menus_stand_in_its_settings() -> None:
    for menu in (VALIDATION_MENU, WEBHOOK_MENU):
        assert menu.startswith("Settings > API & Webhooks > ")


def test_the_setting_that_asks_for_the_secret_names_the_same_menu() -> None:
    (secret,) = [each for each in VARIABLES if each.name == "THRIVECART_SECRET"]
    assert VALIDATION_MENU in secret.example


def test_a_test_purchase_costs_nothing() -> None:
    assert "test mode" in TEST_PURCHASE
