"""ThriveCart: its deliveries, from bytes to an Event."""
