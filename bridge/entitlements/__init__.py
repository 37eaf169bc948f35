"""STATE: events and what rules made of them → entitlements → what a contact should have. Pure."""
