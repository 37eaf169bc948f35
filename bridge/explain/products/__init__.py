"""What the cart sells, and what the rules say of it."""
