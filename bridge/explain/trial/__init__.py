"""What would come of an event, before it happens."""
