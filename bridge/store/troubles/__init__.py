"""What in the record needs a person, grouped and counted no further than a page tells."""
