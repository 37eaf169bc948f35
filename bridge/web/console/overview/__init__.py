"""Home: how the bridge is, at a glance."""
