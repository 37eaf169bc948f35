"""A made-up shop: what it sells, its rules, and the tags that its account has."""

from tests.journeys.situations.buyer import Item

YEARLY = Item("product-12", "348.00")
MONTHLY = Item("product-13", "34.00")
WORKSHOP = Item("product-30", "120.00", recurring=False)
BACKSTAGE = Item("product-31", "15.00", recurring=False)
THIRD_OF_STUDIO = Item("product-40", "150.00")
CHEESE = Item("product-50", "8.00")
CREME = Item("product-51", "8.00")

RULES = """
crm: activecampaign
memberships:
  Choir: {items: [product-12, product-13]}
  Workshop: {items: [product-30]}
  Studio: {items: [product-40]}
  Cheese & Wine: {items: [product-50]}
  Crème brûlée: {items: [product-51]}
rules:
  - {name: Letters, when: purchase, consent: yes, subscribe: Letters}
  - {name: Backstage, when: purchase, items: [product-31], add: Backstage}
"""
MEMBERSHIPS = ("Choir", "Workshop", "Studio", "Cheese & Wine", "Crème brûlée")
TAGS = [
    *(f"{name}{ending}" for name in MEMBERSHIPS for ending in ("", "PAYF", "SUSP", "CANC")),
    "Backstage",
]
LISTS = ["Letters"]
