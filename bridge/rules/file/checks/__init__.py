"""What reads well and is probably not what was meant."""
