"""Deliveries found by what they name, however many there are."""
