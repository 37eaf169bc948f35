"""What was seen of the world outside while the bridge is set up."""
