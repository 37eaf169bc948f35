"""One file a command, called as it is typed, in a folder by what it is about."""
