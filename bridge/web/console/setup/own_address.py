"""Where the cart reaches us, as whoever reads the page reached us herself."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Request

from bridge.model.variable import LOOPBACK

_LOOPBACK = (
    "This is the address of your own machine, which ThriveCart cannot reach: open this page at the "
    "one that the world sees."
)


@dataclass(frozen=True)
class OwnAddress:
    """`doubt` is what speaks against it, "" for nothing."""

    address: str
    doubt: str = ""


def own_address(request: Request, source: str, proxy_hops: int) -> OwnAddress:
    """By the request's own host, and by its scheme as PROXY_HOPS has the proxy's word counted."""
    address = f"{request.host_url}webhooks/{source}"
    if request.scheme == "https":
        return OwnAddress(address)
    if urlsplit(request.host_url).hostname in LOOPBACK:
        return OwnAddress(address, _LOOPBACK)
    if not proxy_hops and request.headers.get("X-Forwarded-Proto") == "https":
        return OwnAddress(f"https{address.removeprefix('http')}", "A proxy stands before the "
                          "receiver: set PROXY_HOPS to 1.")  # fmt: skip
    return OwnAddress(address, "This page came without https, so the secret word would travel "
                      "openly. Put HTTPS in front of the receiver.")  # fmt: skip
