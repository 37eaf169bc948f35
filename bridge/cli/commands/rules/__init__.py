"""Commands about the rules and who has what by them."""
