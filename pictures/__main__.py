"""Take every page's picture at 1280 and 390 pixels of a running demo: `make pictures` beside `make demo`.

For each login of `demo/logins.json` it follows the links of the pages, takes the first page of every
address, at both widths. The pictures are small: no taller than a reader scrolls twice, and written by the
browser itself as WebP. `--dark` takes them as they are in the evening, `--whole` to the foot
of each page; both go where `--to` says.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import json
import re
import shutil
import struct
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urldefrag, urlsplit

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "pictures"
WIDTHS = (1280, 390)
TALLEST, WHOLE = 1_200, 16_000
QUALITY = 50
MOST_PAGES, OF_A_KIND = 60, 4
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
_GOOD = 200
LINKS = "[...document.querySelectorAll('a[href]:not([download])')].map(link => link.href)"


def one_time_code(secret: str) -> str:
    """Compute the six digits of this half minute (RFC 6238)."""
    padded = secret + "=" * (-len(secret) % 8)
    digest = hmac.new(
        base64.b32decode(padded), struct.pack(">Q", int(time.time()) // 30), hashlib.sha1
    ).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def come_in(page: Page, address: str, login: dict[str, Any]) -> None:
    """Log in with a password and a code."""
    page.goto(f"{address}/inloggen/")
    page.fill("input[name=login]", login["user"])
    page.fill("input[name=password]", login["password"])
    page.press("input[name=password]", "Enter")
    page.fill("input[name=code]", one_time_code(login["totp_secret"]))
    page.press("input[name=code]", "Enter")
    page.wait_for_load_state()


def kind(address: str) -> str:
    """Name an address without whom or what it is about: one picture stands for all of its kind."""
    parts = urlsplit(address)
    step = f"-{parts.query.removeprefix('stap=')}" if parts.query.startswith("stap=") else ""
    return _UUID.sub("een", parts.path).strip("/").replace("/", "-") + step or "voordeur"


def pages(page: Page, address: str, taken: set[str]) -> Iterator[str]:
    """Follow the links from where somebody is; give the first page of every address that was not taken."""
    waiting, asked, seen = [urldefrag(page.url).url, f"{address}/"], Counter[str](), set[str]()
    while waiting and len(asked) < MOST_PAGES:
        here = urldefrag(waiting.pop(0)).url
        name = kind(here)
        # Of one kind a few: the first may be a file without a claim, behind which no page of a claim lies.
        if here in seen or asked[name] >= OF_A_KIND or urlsplit(here).netloc != urlsplit(address).netloc:
            continue
        seen.add(here)
        asked[name] += 1
        answer = page.request.get(here)
        # Whoever is led elsewhere, to the login for instance, did not get this page.
        led = urldefrag(answer.url).url != here
        if led or answer.status != _GOOD or "html" not in answer.headers.get("content-type", ""):
            continue
        page.goto(here)
        waiting += page.evaluate(LINKS)
        if name not in taken:
            taken.add(name)
            yield name


@dataclass(frozen=True)
class Taking:
    """How pictures are taken (wijze van opnemen)."""

    folder: Path
    tallest: int
    scheme: Literal["light", "dark"]


def take(page: Page, name: str, how: Taking) -> None:
    """Take a page at both widths."""
    camera = page.context.new_cdp_session(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        tall = min(page.evaluate("document.documentElement.scrollHeight"), how.tallest)
        taken = camera.send(
            "Page.captureScreenshot",
            {
                "format": "webp",
                "quality": QUALITY,
                "captureBeyondViewport": True,
                "clip": {"x": 0, "y": 0, "width": width, "height": tall, "scale": 1},
            },
        )
        (how.folder / f"{name}-{width}.webp").write_bytes(base64.b64decode(taken["data"]))
    camera.detach()


def write_index(folder: Path, rows: list[tuple[str, str, str]]) -> None:
    """Write the page that shows the pictures."""
    lines = ["# Pictures", "", "Made by `make pictures` of a running demo; everybody on them is made up.", ""]
    for desk, name, title in rows:
        lines += [f"## {title} ({desk})", "", f"![{title}, wide]({name}-1280.webp)", ""]
        lines += [f"![{title}, on a phone]({name}-390.webp)", ""]
    (folder / "README.md").write_text("\n".join(lines), encoding="utf-8")


def walk(browser: Browser, words: argparse.Namespace, how: Taking) -> list[tuple[str, str, str]]:
    """Walk every desk; give what was taken."""
    taken, rows = set[str](), list[tuple[str, str, str]]()
    chosen = words.logins.split(",") if words.logins else None
    logins = json.loads((words.demo / "logins.json").read_text(encoding="utf-8"))
    for login in [None, *logins]:
        if chosen and (login["user"] if login else "-") not in chosen:
            continue
        context = browser.new_context(
            base_url=words.address, reduced_motion="reduce", color_scheme=how.scheme
        )
        page = context.new_page()
        page.goto(words.address)
        if login:
            come_in(page, words.address, login)
        for name in pages(page, words.address, taken):
            take(page, name, how)
            rows.append((login["desk"] if login else "public", name, page.locator("h1").first.inner_text()))
            # After every page: a walk that was ended early leaves a whole index too.
            write_index(how.folder, rows)
            print(name, flush=True)
        context.close()
    return rows


def main() -> int:
    """Walk every desk."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", default="http://localhost:8000")
    parser.add_argument("--demo", type=Path, default=ROOT / "demo", help="where logins.json stands")
    parser.add_argument("--logins", help="only these, with commas between; a dash for whoever has none")
    parser.add_argument("--to", type=Path, default=FOLDER, help="where the pictures go")
    parser.add_argument("--dark", action="store_true", help="as they are in the evening")
    parser.add_argument("--whole", action="store_true", help="to the foot of the page")
    words = parser.parse_args()
    words.to.mkdir(parents=True, exist_ok=True)
    how = Taking(words.to, WHOLE if words.whole else TALLEST, "dark" if words.dark else "light")
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        rows = walk(browser, words, how)
        browser.close()
    print(f"{len(rows)} pages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
