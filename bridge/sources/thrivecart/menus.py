"""Where ThriveCart has what one needs of it, in its own words."""

VALIDATION_MENU = "Settings > API & Webhooks > ThriveCart order validation"
WEBHOOK_MENU = "Settings > API & Webhooks > Webhooks & notifications > Add webhook"
TEST_PURCHASE = (
    "In ThriveCart switch the product to test mode, open its checkout and buy it with the test "
    "card that is shown there"
)
