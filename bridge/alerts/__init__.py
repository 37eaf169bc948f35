"""Telling a person that she must act: once a trouble, and once more when it is over."""
