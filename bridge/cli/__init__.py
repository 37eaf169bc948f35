"""The operator's commands. Only `bridge.__main__` imports them."""
