"""Files sent by the site, by nginx in front of it, and by the bucket: the same checks, always."""

from __future__ import annotations

import io
import os
import tracemalloc
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from falcon.testing import create_environ
from PIL import Image

from tests.end_to_end.serving import served
from tests.services.nginx import in_front
from tests.services.s3 import ACCESS, SECRET, Server, s3
from tests.storagemaster.daemon import running as daemon
from tests.web.world import ADA, World, circle, day
from web.asking.session import SESSION_COOKIE, Sessions

__all__ = ["s3"]

OPEN, CLOSED, BARE = "53000000001", "53000000002", "53000000003"
LARGE = os.urandom(1 << 20) * 8


class Shown:
    """An archive with a public photo, a private one, and one with nothing but an original."""

    def __init__(self, folder: Path, **chosen: Any) -> None:
        self.folder = folder
        self.world = World(folder, chosen)
        circle(self.world)
        self.world.photo(OPEN, at=day(1))
        self.world.photo(CLOSED, at=day(1), permission="private")
        self.world.photo(BARE, at=day(1))
        self.large = self.world.file(OPEN, data=LARGE)
        self.closed = self.world.file(CLOSED)
        out = io.BytesIO()
        Image.new("RGB", (900, 600), "teal").save(out, "JPEG")
        self.world.file(BARE, size="o", data=out.getvalue(), shape=(900, 600))
        self.world.follow()

    def as_ada(self) -> dict[str, str]:
        """The cookie of a browser in which Ada is signed in."""
        return {"Cookie": f"{SESSION_COOKIE}={Sessions('c' * 32).write(ADA)}"}


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[Shown]:
    made = Shown(tmp_path)
    yield made
    made.world.close()


def check_answers(site: str, shown: Shown) -> None:
    """What holds whoever sends the bytes."""
    path = f"{site}/static/{shown.large.key}"
    whole = requests.get(path, timeout=20)
    assert (whole.status_code, whole.content == LARGE) == (200, True)
    etag = f'"{sha256(LARGE).hexdigest()}"'
    assert whole.headers["ETag"] == etag
    assert whole.headers["Content-Type"] == "image/jpeg"
    assert whole.headers["Cache-Control"] == "public, max-age=3600"
    assert whole.headers["Content-Length"] == str(len(LARGE))
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    for asked, part in (
        ("bytes=100-199", LARGE[100:200]),
        ("bytes=-7", LARGE[-7:]),
        (f"bytes={len(LARGE) - 5}-", LARGE[-5:]),
    ):
        answer = requests.get(path, headers={"Range": asked}, timeout=20)
        assert (answer.status_code, answer.content) == (206, part)
    far = requests.get(path, headers={"Range": f"bytes={len(LARGE)}-"}, timeout=20)
    assert far.status_code == 416
    same = {"Range": "bytes=0-9", "If-Range": etag}
    assert requests.get(path, headers=same, timeout=20).content == LARGE[:10]
    other = {"Range": "bytes=0-9", "If-Range": '"another"'}
    assert requests.get(path, headers=other, timeout=20).status_code == 200
    known = requests.get(path, headers={"If-None-Match": etag}, timeout=20)
    assert (known.status_code, known.content) == (304, b"")
    head = requests.head(path, timeout=20)
    assert (head.headers["Content-Length"], head.content) == (str(len(LARGE)), b"")
    closed = f"{site}/static/{shown.closed.key}"
    assert requests.get(closed, timeout=20).status_code == 404
    mine = requests.get(closed, headers=shown.as_ada(), timeout=20)
    assert mine.status_code == 200
    assert sha256(mine.content).hexdigest() == shown.closed.sha256
    assert mine.headers["Cache-Control"] == "private, no-cache"
    made = f"{site}/static/530/000/000/03/{BARE}_s{BARE}_z.jpg"
    assert Image.open(io.BytesIO(requests.get(made, timeout=20).content)).size == (640, 427)


def test_the_site_sends_files_itself(shown: Shown) -> None:
    with served(shown.world.archive.settings, shown.folder) as site:
        check_answers(site, shown)


@pytest.mark.parametrize("provider", ["storagemaster", "s3"])
def test_the_site_sends_files_from_elsewhere_itself(
    tmp_path: Path, s3: Server, provider: str
) -> None:
    (tmp_path / "files").mkdir()
    with daemon(tmp_path / "files") as kept:
        chosen = {
            "storage_provider": provider,
            "storage_storagemaster_port": str(kept.port),
            **_bucket_of(s3),
        }
        shown = Shown(tmp_path, **chosen)
        try:
            with served(shown.world.archive.settings, tmp_path, **chosen) as site:
                check_answers(site, shown)
        finally:
            shown.world.close()


def _bucket_of(s3: Server) -> dict[str, str]:
    return {
        "amazon_s3_bucket_name": s3.fresh().bucket,  # type: ignore[attr-defined]
        "amazon_s3_access_key": ACCESS,
        "amazon_s3_secret_key": SECRET,
        "amazon_s3_endpoint_url": s3.url,
    }


def test_nginx_sends_files_as_the_documentation_sets_it_up(shown: Shown) -> None:
    settings = shown.world.archive.settings
    static = Path(settings.flickr_static_path)
    with (
        served(settings, shown.folder, files_sent_by="x-accel-redirect") as behind,
        in_front(behind, static, shown.folder / "nginx") as site,
    ):
        handed = requests.get(f"{behind}/static/{shown.large.key}", timeout=20)
        assert handed.headers["X-Accel-Redirect"] == f"/files/{shown.large.key}"
        assert handed.content == b""
        check_answers(site, shown)
        assert requests.get(f"{site}/files/{shown.closed.key}", timeout=20).status_code == 404


def test_another_server_in_front_is_told_the_file(shown: Shown) -> None:
    settings = shown.world.archive.settings
    with served(settings, shown.folder, files_sent_by="x-sendfile") as site:
        answer = requests.get(f"{site}/static/{shown.large.key}", timeout=20)
        assert Path(answer.headers["X-Sendfile"]).read_bytes() == LARGE
        assert answer.content == b""
        closed = requests.get(f"{site}/static/{shown.closed.key}", timeout=20)
        assert closed.status_code == 404
        assert "X-Sendfile" not in closed.headers


def test_the_bucket_sends_files_by_addresses_that_are_good_for_a_while(
    tmp_path: Path, s3: Server
) -> None:  # fmt: skip
    chosen = {"storage_provider": "s3", **_bucket_of(s3)}
    shown = Shown(tmp_path, **chosen)
    try:
        with served(
            shown.world.archive.settings, tmp_path, files_sent_by="address", **chosen
        ) as site:
            path = f"{site}/static/{shown.large.key}"
            sent = requests.get(path, timeout=20, allow_redirects=False)
            assert sent.status_code == 302
            assert sent.headers["Location"].startswith(s3.url)
            assert sent.headers["Cache-Control"] == "private, max-age=150"
            assert "ETag" not in sent.headers
            whole = requests.get(path, timeout=20)
            assert whole.content == LARGE
            assert whole.headers["Content-Type"] == "image/jpeg"
            part = requests.get(path, headers={"Range": "bytes=100-199"}, timeout=20)
            assert (part.status_code, part.content) == (206, LARGE[100:200])
            known = {"If-None-Match": f'"{sha256(LARGE).hexdigest()}"'}
            assert requests.get(path, headers=known, timeout=20).status_code == 304
            unsigned = sent.headers["Location"].partition("?")[0]
            assert requests.get(unsigned, timeout=20).status_code == 403
            closed = requests.get(f"{site}/static/{shown.closed.key}", timeout=20)
            assert closed.status_code == 404
            policy = requests.get(f"{site}/", timeout=20).headers["Content-Security-Policy"]
            assert f"img-src 'self' http://{urlsplit(s3.url).netloc}" in policy
    finally:
        shown.world.close()


@pytest.mark.parametrize("asked", [{}, {"Range": "bytes=1-"}])
def test_memory_stays_bounded_however_large_the_file(shown: Shown, asked: dict[str, str]) -> None:
    path = f"/static/{shown.large.key}"
    environment = create_environ(path=path, headers=asked)
    tracemalloc.start()
    try:
        answer = shown.world.app(environment, lambda *_: lambda _: None)
        sent = sum(map(len, answer))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert sent == len(LARGE) - len(asked)
    assert most < 2 << 20
