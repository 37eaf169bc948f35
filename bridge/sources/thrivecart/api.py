"""ThriveCart's own list of what an account sells, through its REST API.

Read from the vendor's published collection (https://apidocs.thrivecart.com): products, bumps,
upsells and downsells are bare arrays without pages; an account may be asked 60 times a minute. What
is called `id` there is called `product_id` by others who asked; both are read.
"""

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from dataclasses import dataclass
from html import unescape
from itertools import islice
from urllib.parse import urlsplit

import requests

from bridge.model import Item
from bridge.model.errors import BridgeError
from bridge.model.variable import LOOPBACK

_ROOT = "/api/external"
_LISTS = {"product": "products", "bump": "bumps", "upsell": "upsells", "downsell": "downsells"}
_IN_TEST_MODE = "1"  # a row's status; 2 is live
_PIECE, _MOST_PIECES = 65_536, 80  # bytes; thousands of items are far less
_LONGEST_NAME = 300  # letters
_WHERE_KEYS_ARE = "ThriveCart shows its keys under Settings > API & webhooks > API tokens."


class CartNotAsked(BridgeError):
    """The cart's account gave no list; says why, and what to do."""


@dataclass(frozen=True)
class CartItem:
    """Something that the account lists; `is_test`: it is in test mode there."""

    item: Item
    is_test: bool = False


class CartApi:
    """One account. `seconds` is how long it is waited for in all, about."""

    def __init__(self, address: str, key: str, seconds: float = 3.0) -> None:
        self._base = f"{address.rstrip('/')}{_ROOT}"
        self._key = key
        self._seconds = seconds

    def items(self) -> list[CartItem]:
        """Everything that it lists, whether sold or not. Raises CartNotAsked."""
        pool = ThreadPoolExecutor(len(_LISTS), thread_name_prefix="cart")
        try:
            told = pool.map(self._rows, _LISTS.values(), timeout=2 * self._seconds)
            found = list(zip(_LISTS, told, strict=True))
        except TooLate:
            raise CartNotAsked(self._too_late) from None
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
        return [each for sort, rows in found for row in rows for each in _item_of(sort, row)]

    def _rows(self, name: str) -> list[object]:
        """One of its lists."""
        with requests.Session() as session:
            # A proxy is for the world outside, not for this machine.
            session.trust_env = urlsplit(self._base).hostname not in LOOPBACK
            try:
                with session.get(
                    f"{self._base}/{name}",
                    headers={
                        "Authorization": f"Bearer {self._key}".encode(),
                        "X-TC-Mode": "live",
                        "Accept": "application/json",
                    },
                    timeout=self._seconds,
                    allow_redirects=False,
                    stream=True,
                ) as answer:
                    return _rows_in(answer)
            except requests.Timeout:
                raise CartNotAsked(self._too_late) from None
            except requests.RequestException:
                raise CartNotAsked("ThriveCart cannot be reached now.") from None

    @property
    def _too_late(self) -> str:
        return f"ThriveCart gave no answer within {self._seconds:g} s."


def _rows_in(answer: requests.Response) -> list[object]:
    """Raises CartNotAsked, with what to do."""
    status = answer.status_code
    if status in (401, 403):
        refused = f"ThriveCart refused the key ({status}). Check THRIVECART_API_KEY."
        raise CartNotAsked(f"{refused} {_WHERE_KEYS_ARE}")
    if status == 429:
        raise CartNotAsked("ThriveCart was asked too often (429). It answers again in a minute.")
    if status != 200:
        raise CartNotAsked(f"ThriveCart gave no list ({status}).")
    body = b"".join(islice(answer.iter_content(_PIECE), _MOST_PIECES))
    try:
        # Real replies hold control characters that strict JSON has not.
        rows = json.loads(body.decode(errors="replace"), strict=False)
    except (ValueError, RecursionError):
        rows = None
    if not isinstance(rows, list):
        raise CartNotAsked("ThriveCart's answer cannot be read. Is THRIVECART_API_URL right?")
    return rows


def _item_of(sort: str, row: object) -> list[CartItem]:
    """None of a row that tells no number."""
    if not isinstance(row, Mapping):
        return []
    number = str(row.get("id") or row.get(f"{sort}_id") or row.get("product_id") or "").strip()
    if not (number.isascii() and number.isdigit() and len(number) < 20):
        return []
    name = unescape(str(row.get("name") or row.get("label") or ""))
    words = " ".join(name.split())[:_LONGEST_NAME]
    is_test = str(row.get("status")) in (_IN_TEST_MODE, "test")
    return [CartItem(Item(sort, number, name=words), is_test)]
