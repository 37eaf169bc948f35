"""What other rules come to for one person, at each destination."""
