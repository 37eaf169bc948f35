"""What somebody says by hand of a person: said, and taken back."""
