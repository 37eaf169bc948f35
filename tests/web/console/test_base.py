"""The pages as a real browser draws them: whole on a desk and on a phone, by day and by night."""

import base64
import hashlib
import re
import shutil
import struct
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import pytest
from flask import Response
from werkzeug.serving import make_server

from bridge.model.errors import AccountRefused
from bridge.sandbox.servers import Servers
from bridge.store.engine import engine_for
from tests.cli.shop import Shop
from tests.web.console.conftest import PASSWORD, client_of

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
LONGEST = "x" * 250  # letters without a blank
HEIGHT = 900

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium here; Debian has it as `apt-get install chromium`"
)

# What the browser made of a page, as its title: the page itself runs no script. Chromium has no
# window narrower than 500 pixels; a phone's width is given to the body.
_MEASURE = (
    "document.body.style.width = (innerWidth > 500 ? innerWidth : 390) + 'px';"
    "document.title = [innerWidth, document.body.clientWidth, document.body.scrollWidth,"
    " document.styleSheets.length, getComputedStyle(document.body).backgroundColor].join(' ')"
)
_HASH = base64.b64encode(hashlib.sha256(_MEASURE.encode()).digest()).decode()
_DESK = (1000, "1000 1000 1000 1 rgb(245, 246, 244)", "--blink-settings=preferredColorScheme=1")
_PHONE = (390, "500 390 390 1 rgb(18, 24, 26)", "--blink-settings=preferredColorScheme=0")


def _measured(response: Response) -> Response:
    """The page with our ruler in it, and otherwise under the policy it has."""
    if response.mimetype == "text/html" and response.status_code == 200:
        ruler = f"<script>{_MEASURE}</script></body>"
        response.set_data(response.get_data(as_text=True).replace("</body>", ruler))
        policy = response.headers["Content-Security-Policy"]
        response.headers["Content-Security-Policy"] = f"{policy}; script-src 'sha256-{_HASH}'"
    return response


@pytest.fixture(scope="module")
def address(servers: Servers, migrated: str) -> Iterator[str]:
    """A running console with every kind of row in it. The password is in the address, because
    that is how a browser without hands is told one."""
    database_url = servers.database_url(f"console_{uuid4().hex}", like=migrated)
    engine = engine_for(database_url)
    _fill(Shop(engine))
    engine.dispose()
    app = client_of(database_url, servers.empty_redis_url(1)).application
    app.after_request(_measured)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://anna:{quote(PASSWORD)}@127.0.0.1:{server.port}/console"
    server.shutdown()
    thread.join()
    server.server_close()


def _fill(shop: Shop) -> None:
    shop.work(shop.comes("purchase", "product-12", "upsell-3"))
    shop.crm.refuses = {"Gold"}
    far = f"{'a' * 60}@{'b' * 60}.example.com"
    shop.work(shop.comes("purchase", email=far, name=LONGEST, order_id=LONGEST))
    shop.work(shop.comes("affiliate approved"), shop.comes("purchase", email="", order_id="2"))
    shop.crm.fails = AccountRefused("ActiveCampaign refused the key (403).")
    shop.work(shop.comes("purchase", email="cleo@example.com"))


def chromium(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    assert CHROMIUM
    return subprocess.run(  # noqa: S603 # Debian's own program
        [
            CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-dev-shm-usage", "--hide-scrollbars", "--enable-logging=stderr",
            f"--user-data-dir={folder}", *options,
        ],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip


@pytest.mark.parametrize(("width", "measures", "scheme"), [_DESK, _PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize(
    "page", ["", "/deliveries/2", "/deliveries/1/buyer", "/deliveries/2/buyer"]
)
def test_a_page_fits_and_obeys_its_own_policy(
    address: str, tmp_path: Path, page: str, width: int, measures: str, scheme: str
) -> None:
    drawn = chromium(
        tmp_path, f"--window-size={width},{HEIGHT}", scheme, "--dump-dom", address + page
    )
    title = re.search("<title>(.*?)</title>", drawn.stdout)
    assert title
    assert title[1] == measures
    assert "CONSOLE" not in drawn.stderr  # where Chromium says what a policy forbade


def test_it_draws_a_picture_of_the_size_asked_for(address: str, tmp_path: Path) -> None:
    picture = tmp_path / "console.png"
    chromium(tmp_path, f"--window-size=390,{HEIGHT}", f"--screenshot={picture}", address)
    png = picture.read_bytes()
    assert struct.unpack(">II", png[16:24]) == (390, HEIGHT)
    assert len(png) > 20_000  # an empty page is a tenth of that
