"""What each destination is told of the state: as tags, or as access with its end."""
