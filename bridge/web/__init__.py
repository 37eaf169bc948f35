"""The receiver of deliveries, and the console: everything that speaks HTTP to the world outside."""
