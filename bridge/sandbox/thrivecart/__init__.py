"""The cart's account, as far as the bridge asks it."""
