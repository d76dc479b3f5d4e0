"""nginx in front of the site, as docs/storage.md says to set it up."""

from __future__ import annotations

import getpass
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from urllib.parse import urlsplit

from tests.services import programs

DOCUMENTATION = Path(__file__).resolve().parent.parent.parent / "docs" / "storage.md"
_WAIT = 20.0
_AROUND = """
daemon off;
pid {folder}/nginx.pid;
error_log stderr warn;
{user}
worker_processes 1;
events {{ }}
http {{
    access_log off;
    types {{ image/jpeg jpg; }}
    sendfile on;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{documented}
}}
"""


def program() -> str | None:
    """Return nginx's path; Debian keeps it off the PATH of ordinary users."""
    return which("nginx") or which("nginx", path="/usr/sbin:/usr/local/sbin")


@contextmanager
def in_front(site: str, files: Path, folder: Path) -> Iterator[str]:
    """Start nginx in front of a site; give its address. `/plain/` is the folder of the files."""
    nginx = program()
    if nginx is None:
        programs.missing("nginx")
        raise AssertionError("a skip or a failure")
    port = programs.free_port()
    folder.mkdir()
    conf = folder / "nginx.conf"
    conf.write_text(
        _AROUND.format(
            folder=folder,
            user="user root;" if getpass.getuser() == "root" else "",
            documented=_documented(site, files, port),
        )
    )
    command = [nginx, "-c", str(conf), "-p", str(folder), "-e", str(folder / "log")]
    with (
        (folder / "said").open("wb") as said,
        subprocess.Popen(command, cwd=folder, stdout=said, stderr=said) as process,
    ):
        try:
            programs.await_port(port, process, "nginx")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(_WAIT)


def _documented(site: str, files: Path, port: int) -> str:
    """Return what the documentation tells people to write, for this site and these files."""
    text = DOCUMENTATION.read_text("utf-8")
    begins = text.index("      upstream ")
    told = text[begins : text.index("\n\n", begins)]
    listening = f"listen 127.0.0.1:{port};\nlocation /plain/ {{ alias {files}/; }}"
    for documented, here in (
        ("127.0.0.1:8000", urlsplit(site).netloc),
        ("/srv/parallel-flickr/static", str(files)),
        ("server {\n          location / {", f"server {{\n{listening}\nlocation / {{"),
    ):
        assert documented in told
        told = told.replace(documented, here)
    return told
