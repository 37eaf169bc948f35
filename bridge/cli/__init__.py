"""The operator's commands, one small file each. Only `bridge.__main__` imports them."""
