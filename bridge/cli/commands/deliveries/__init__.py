"""Commands about deliveries and what became of them."""
