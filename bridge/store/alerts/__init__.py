"""What a person was told that she must act upon."""
