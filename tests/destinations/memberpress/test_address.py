"""A site's address, however it is written."""

import pytest

from bridge.destinations.memberpress.address import (
    SiteAddress,
    path_on,
    read_site_address,
    site_address,
)
from bridge.model.variable import WrongValueError

ROOT = "https://site.example.com"


@pytest.mark.parametrize(
    ("url", "address"),
    [
        (ROOT, SiteAddress(ROOT)),
        (f" {ROOT}/ ", SiteAddress(ROOT)),
        (f"{ROOT}/wp-json", SiteAddress(ROOT)),
        (f"{ROOT}/wp-json/mp/v1/", SiteAddress(ROOT)),
        (f"{ROOT}/index.php/wp-json/mp/v1", SiteAddress(ROOT)),
        (f"{ROOT}/school", SiteAddress(f"{ROOT}/school")),
        (f"{ROOT}/school/wp-json/mp/v1", SiteAddress(f"{ROOT}/school")),
        (f"{ROOT}/?rest_route=/mp/v1", SiteAddress(ROOT, plain=True)),
        (f"{ROOT}/school/index.php?rest_route=", SiteAddress(f"{ROOT}/school", plain=True)),
        ("http://127.0.0.1:8026/", SiteAddress("http://127.0.0.1:8026")),
    ],
)
def test_it_is_the_sites_with_or_without_what_leads_to_the_api(
    url: str, address: SiteAddress
) -> None:
    assert site_address(url) == address


def test_two_sites_on_one_host_are_two_accounts() -> None:
    accounts = [site_address(f"https://Site.example.com{folder}").account for folder in ("", "/b")]
    assert accounts == ["site.example.com", "site.example.com/b"]


def test_the_path_depends_on_the_permalinks() -> None:
    assert path_on(SiteAddress(ROOT), "/members") == "/wp-json/mp/v1/members"
    assert path_on(SiteAddress(ROOT, plain=True), "/members") == "/?rest_route=/mp/v1/members"


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        (
            "http://site.example.com",
            "must begin with https://, so that nobody on the way can read the key",
        ),
        ("site.example.com", "must begin with https:// or http://"),
        (
            "https://members.example.com",
            "is still the example: put your own account's address there",
        ),
        (
            "https://gate:word@site.example.com",
            "holds a user name, which would hide the key: take it out",
        ),
    ],
)
def test_what_cannot_be_right_is_refused_in_words(value: str, wrong: str) -> None:
    with pytest.raises(WrongValueError, match=f"^{wrong}$"):
        read_site_address(value)
    for good in (f"{ROOT}/school", "http://localhost:8026"):
        assert read_site_address(good) == good
