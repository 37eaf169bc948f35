"""Commands about people and what a hand says of them."""
