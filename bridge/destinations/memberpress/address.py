"""Where a site's API is: below its address, by its pretty permalinks or without them."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from bridge.model.variable import WrongValueError, read_account_address

EXAMPLE = "members.example.com"  # a host that is nobody's
API = "/mp/v1"
_BELOW = re.compile(r"(/index\.php)?(/wp-json(/mp(/v1)?)?)?$")


@dataclass(frozen=True)
class SiteAddress:
    """`root` is that of WordPress, with its folder. `plain`: the site has no pretty permalinks, so
    that only `?rest_route=` leads to the API
    (https://developer.wordpress.org/rest-api/extending-the-rest-api/routes-and-endpoints/)."""

    root: str
    plain: bool = False

    @property
    def account(self) -> str:
        """What tells this site from every other."""
        return self.root.partition("://")[2].lower()


def site_address(url: str) -> SiteAddress:
    """Of a site's address, with or without what leads to its API."""
    parts = urlsplit(url.strip())
    plain = "rest_route" in parse_qs(parts.query, keep_blank_values=True)
    folder = _BELOW.sub("", parts.path.rstrip("/")).rstrip("/")
    return SiteAddress(f"{parts.scheme}://{parts.netloc}{folder}", plain)


def read_site_address(value: str) -> str:
    """Raises WrongValueError. A password in it would go along as `Authorization`, which counts
    before the key's own header."""
    read_account_address(value, EXAMPLE)
    if urlsplit(value).username is not None:
        raise WrongValueError("holds a user name, which would hide the key: take it out")
    return value


def path_on(address: SiteAddress, path: str) -> str:
    """What leads from the root to `/members`, say."""
    return f"/?rest_route={API}{path}" if address.plain else f"/wp-json{API}{path}"
