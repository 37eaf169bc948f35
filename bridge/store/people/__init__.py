"""People as they are looked for: by name, by address, by the number of an order."""
