"""Take every page's picture at 1280 and 390 pixels of a running demo: `make pictures` beside `make demo`.

For each login of `demo/logins.json` it follows the links of the pages, takes the first page of every
address, and tells what axe finds there. The pictures are small: no taller than a reader scrolls twice, with
a palette of colours.
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
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from pictures.small import shrink

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "pictures"
WIDTHS = (1280, 390)
TALLEST = 2_000
MOST_PAGES = 60
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
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
    waiting, asked = [urldefrag(page.url).url, f"{address}/"], set[str]()
    while waiting and len(asked) < MOST_PAGES:
        here = urldefrag(waiting.pop(0)).url
        name = kind(here)
        if name in asked or urlsplit(here).netloc != urlsplit(address).netloc:
            continue
        asked.add(name)
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


def take(page: Page, name: str) -> list[str]:
    """Take a page at both widths; give what axe finds."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        tall = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
        picture = page.screenshot(
            full_page=True, clip={"x": 0, "y": 0, "width": width, "height": tall}, animations="disabled"
        )
        (FOLDER / f"{name}-{width}.png").write_bytes(shrink(picture))
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:120]}" for fault in found]


def write_index(rows: list[tuple[str, str, str]]) -> None:
    """Write the page that shows the pictures."""
    lines = ["# Pictures", "", "Made by `make pictures` of a running demo; everybody on them is made up.", ""]
    for desk, name, title in rows:
        lines += [f"## {title} ({desk})", "", f"![{title}, wide]({name}-1280.png)", ""]
        lines += [f"![{title}, on a phone]({name}-390.png)", ""]
    (FOLDER / "README.md").write_text("\n".join(lines), encoding="utf-8")


def main() -> int:
    """Walk every desk."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", default="http://localhost:8000")
    parser.add_argument("--demo", type=Path, default=ROOT / "demo", help="where logins.json stands")
    parser.add_argument("--logins", help="only these, with commas between; a dash for whoever has none")
    words = parser.parse_args()
    logins = json.loads((words.demo / "logins.json").read_text(encoding="utf-8"))
    FOLDER.mkdir(parents=True, exist_ok=True)
    taken, rows, faults = set[str](), [], 0
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        chosen = words.logins.split(",") if words.logins else None
        for login in [None, *logins]:
            if chosen and (login["user"] if login else "-") not in chosen:
                continue
            context = browser.new_context(base_url=words.address, reduced_motion="reduce")
            page = context.new_page()
            page.goto(words.address)
            if login:
                come_in(page, words.address, login)
            for name in pages(page, words.address, taken):
                found = take(page, name)
                title = page.locator("h1").first.inner_text()
                rows.append((login["desk"] if login else "public", name, title))
                # After every page: a walk that was ended early leaves a whole index too.
                write_index(rows)
                print(f"{name:<50} {'good' if not found else '; '.join(found)}", flush=True)
                faults += len(found)
            context.close()
        browser.close()
    print(f"{len(rows)} pages, {faults} faults of accessibility")
    return min(faults, 1)


if __name__ == "__main__":
    sys.exit(main())
