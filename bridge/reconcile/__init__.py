"""WORK: brings a contact from what it was told to what it should be; plan, apply and undo of
rules for many people."""
