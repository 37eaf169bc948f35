"""What other rules would change, told to people."""
