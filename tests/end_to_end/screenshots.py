"""`make screenshots`: every kind of page of the demo, into docs/screenshots/ and their index.

Each in light and dark, on a wide and on a narrow screen. The demo is run anew in a folder of
its own, so that they show what the program does now.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import requests
from PIL import Image
from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.end_to_end.kinds import NO_PAGES, name_of
from tests.services.browser import ARGUMENTS
from tests.services.programs import chromium, free_port

DOCS: Final = Path(__file__).resolve().parent.parent.parent / "docs"
MEMBER: Final = "harbour-light"
_NSID: Final = "190000137@N01"
_SCREENS: Final = {"wide": (1280, 800), "narrow": (390, 780)}
_SCHEMES: Final = ("light", "dark")
_SHOWN: Final = {"wide": 960, "narrow": 390}
_QUALITY: Final = 62
_PATIENCE: Final = 600.0


def main() -> None:
    """Run the demo, look at every kind of page, and write the pictures and their index."""
    folder = DOCS / "screenshots"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    with tempfile.TemporaryDirectory() as data, demo(Path(data)) as root:
        pages = pages_of(root)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
            for screen, (wide, high) in _SCREENS.items():
                context = browser.new_context(viewport={"width": wide, "height": high})
                sign_in(context, root)
                page = context.new_page()
                for name, path in pages.items():
                    page.goto(root + path)
                    for scheme in _SCHEMES:
                        take(page, scheme, folder / f"{name}-{screen}-{scheme}.webp", screen)
                    print(f"{screen}: {name}", flush=True)
                context.close()
            browser.close()
    (DOCS / "screenshots.md").write_text(index(pages), encoding="utf-8")
    files = list(folder.iterdir())
    size = sum(file.stat().st_size for file in files)
    print(f"{len(files)} screenshots, {size / 1e6:.1f} MB, listed in docs/screenshots.md")


@contextmanager
def demo(data: Path) -> Iterator[str]:
    """Run the demo in a folder, its member one who looks after the archive; give its address."""
    port = free_port()
    root = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "PARALLEL_FLICKR_AUTH_ENABLE_POORMANS_GOD_AUTH": "true",
        "PARALLEL_FLICKR_AUTH_POORMANS_GOD_AUTH": json.dumps({_NSID: ["admin"]}),
    }
    command = [sys.executable, "-m", "bin", "demo", "--port", str(port), "--data", str(data)]
    running = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + _PATIENCE
        while not _answers(root):
            if running.poll() is not None or time.monotonic() > until:
                raise SystemExit("the demo did not come up")
            time.sleep(0.5)
        yield root
    finally:
        running.terminate()
        running.wait(60)


def pages_of(root: str) -> dict[str, str]:
    """Return the addresses of every kind of page of the demo, by name."""
    stream = _data(root, "/photos/harbourlight/")
    albums = _data(root, "/photos/harbourlight/albums/")["albums"]
    # A machine may lack the letters of other scripts.
    listed = [photo for photo in stream["photos"] if photo["title"].isascii()]
    shown = [_data(root, photo["path"]) for photo in listed]
    told = max(shown, key=lambda photo: _telling(photo, with_place=True))
    noted = max(shown, key=lambda photo: _telling(photo, with_place=False))
    parts = {"user": "harbourlight", "photo_id": told["id"], "album_id": albums[0]["id"],
             "year": "2023", "by": "windownorth", "subscription": ""}  # fmt: skip
    paths = requests.get(f"{root}/api/openapi.json", timeout=60).json()["paths"]
    made = {}
    for path in paths:
        if not path.startswith(NO_PAGES) and "{subscription}" not in path:
            address = path
            for name, value in parts.items():
                address = address.replace(f"{{{name}}}", value)
            made[name_of(path)] = address
    album = albums[0]["path"]
    within = _data(root, album)["photos"][1]["path"]
    return made | {
        "photo-with-notes": f"/photos/harbourlight/{noted['id']}/",
        "photo-in-an-album": within,
        "photo-in-the-past": f"/photos/harbourlight/{noted['id']}/?as_of=2023-01-01",
        "photostream-in-the-past": "/photos/harbourlight/?as_of=2020-05-05",
        "search-found": "/search?q=tag:sea",
        "search-gone-wrong": "/search?q=tagg:sea",
        "not-found": "/nowhere/",
    }


def _telling(photo: dict[str, Any], *, with_place: bool) -> tuple[int, ...]:
    """Tell how much there is to see on a photo's page."""
    told = (len(photo["notes"]) + len(photo["people"]), len(photo["comments"]))
    return (int(photo["place"] is not None), *told) if with_place else told


def sign_in(context: BrowserContext, root: str) -> None:
    """Sign the member in through the simulated Flickr's page."""
    page = context.new_page()
    page.goto(root)
    page.get_by_role("link", name="Sign in").first.click()
    page.get_by_role("radio", name=MEMBER).check()
    page.get_by_role("button", name="Allow").click()
    page.wait_for_url(f"{root}/**")
    page.close()


def take(page: Page, scheme: str, file: Path, screen: str) -> None:
    """Take one picture, when every image that is in sight has come."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page.wait_for_load_state("networkidle")
    page.wait_for_function(
        "() => [...document.images].every("
        "i => i.complete || i.getBoundingClientRect().top > innerHeight)"
    )
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.thumbnail((_SHOWN[screen], 2000), Image.Resampling.LANCZOS)
    picture.convert("RGB").save(file, "WEBP", quality=_QUALITY, method=6)


def index(pages: dict[str, str]) -> str:
    """Return the page that shows them."""
    lines = [
        "# Screenshots",
        "",
        "Every kind of page of the demo, light and dark, wide and narrow, as `make screenshots` "
        f"takes them: the demo is run anew, and `{MEMBER}` is signed in.",
    ]
    for name, path in pages.items():
        lines += ["", f"## {name.replace('-', ' ').capitalize()}", "", f"`{path}`", ""]
        lines += [
            " ".join(
                f'<img src="screenshots/{name}-{screen}-{scheme}.webp" width="{width}" '
                f'alt="{name.replace("-", " ")}, {screen}, {scheme}">'
                for screen, width in (("wide", 410), ("narrow", 150))
                for scheme in _SCHEMES
            )
        ]
    return "\n".join(lines) + "\n"


def _data(root: str, path: str) -> Any:
    answer = requests.get(root + path, headers={"Accept": "application/json"}, timeout=60)
    answer.raise_for_status()
    return answer.json()


def _answers(root: str) -> bool:
    try:
        return requests.get(f"{root}/healthz", timeout=1).ok
    except requests.RequestException:
        return False


if __name__ == "__main__":
    main()
