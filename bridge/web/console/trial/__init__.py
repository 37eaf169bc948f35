"""Try it: what would happen, or a delivery sent as a test."""
