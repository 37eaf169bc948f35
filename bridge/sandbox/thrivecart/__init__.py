"""ThriveCart's deliveries as it would post them, made up."""
