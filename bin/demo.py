"""`demo`, which `make run` runs: a simulated Flickr, lived in for years, archived and served.

Nothing is faked on the way: the members sign in over OAuth, the pollers visit over HTTP on
many simulated days, and the site is served from what they recorded.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

import click
import requests

from adapters.assembly import Archive, assemble, prepare
from adapters.flickr.poll.ports import Report
from adapters.flickr.poll.run import POLLERS
from adapters.flickr.poll.run import backup as run
from adapters.flickr.simulator.lived_in import MEMBERS, Player, make_pictures, visits
from adapters.flickr.simulator.server import start
from adapters.operations.tokens import MemberToken
from adapters.settings import PREFIX, Settings, fresh, load
from bin.following import bring_up_to_date, follow_until
from bin.forgetting import forgetting_beside
from bin.listening import may_listen
from bin.progress import shown
from bin.serving import end, gunicorn
from bin.stopping import Stop, stopped_by_signal
from projections.following import catch_up
from projections.searching import catch_up_search

_DONE: Final = "ready"
_PATIENCE: Final = 60.0


@click.command()
@click.option("--port", type=int, default=8000, show_default=True)
@click.option("--fresh", "anew", is_flag=True, help="Start over")
@click.option("--data", type=click.Path(path_type=Path), default=Path("var/demo"))
def demo(port: int, anew: bool, data: Path) -> None:
    """Archive a simulated Flickr and serve it, until Ctrl-C. Data is kept between runs."""
    may_listen(f"127.0.0.1:{port}")
    stopped = stopped_by_signal()
    finished = data / _DONE
    if anew or not finished.exists():
        shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True, exist_ok=True)
    with start(data / "simulator") as root:
        settings = _settings(data, root, port)
        if not finished.exists():
            _live(settings, root, data, stopped)
            if stopped.is_set():
                return
            finished.touch()
        _back_door(root, "clock", {"now": None})
        _serve(settings, port, stopped)


def _live(settings: Settings, root: str, data: Path, stopped: Stop) -> None:
    """Let the simulated years pass, and have the pollers visit on their days."""
    now = [0]
    click.echo("making pictures", err=True)
    player = Player(root, make_pictures(data / "pictures"))
    days = visits()
    with _archive(settings, now) as opened, shown("visits") as progress:
        joined: list[str] = []
        for number, day in enumerate(days, 1):
            player.play_until(day)
            now[0] = day
            _back_door(root, "clock", {"now": day})
            for username, joins in MEMBERS.items():
                if joins <= day and username not in joined:
                    _sign_in(opened, root, username)
                    joined.append(username)
            if stopped.is_set():
                return
            with ThreadPoolExecutor(len(MEMBERS)) as pool:  # members are polled side by side
                list(pool.map(partial(_back_up, opened), map(player.nsid, joined)))
            progress(f"{datetime.fromtimestamp(day, UTC):%Y-%m}", number, len(days))
        catch_up(opened.log, opened.generations.live())
        catch_up_search(opened.log, opened.search, opened.zone)
        click.echo(f"{opened.log.head()} events recorded", err=True)


def _back_up(opened: Archive, nsid: str) -> None:
    for kind in POLLERS:
        run(opened.poll(nsid, Report()), kind)


def _sign_in(opened: Archive, root: str, username: str) -> None:
    """Sign a member in over OAuth 1.0a, out of band, as a browser would on Flickr's page."""
    request = opened.flickr.signing_in.request_token()
    address = opened.flickr.signing_in.authorize_url(request)
    page = requests.get(address, timeout=_PATIENCE)
    answer = requests.post(
        f"{root}/services/oauth/authorize",
        data={
            "oauth_token": request.token,
            "perms": "read",
            "nsid": _radio_of(page.text, username),
            "answer": "allow",
        },
        timeout=_PATIENCE,
    )
    code = answer.text.partition('<code id="verifier">')[2].partition("</code>")[0]
    signed = opened.flickr.signing_in.access_token(request, code)
    opened.accounts.join(
        MemberToken(signed.nsid, signed.token.token, signed.token.secret, "read"), signed.username
    )


def _radio_of(page: str, username: str) -> str:
    """Return the NSID behind a member's radio button."""
    before = page.partition(f"<span>{username}<")[0]
    return before.rpartition('name="nsid" value="')[2].partition('"')[0]


def _settings(data: Path, root: str, port: int) -> Settings:
    """Return the demo's settings, kept beside its data but for the addresses of this run."""
    path = data / "parallel-flickr.toml"
    if not path.exists():
        key = _back_door(root, "keys", {})
        path.write_text(
            fresh(
                flickr_api_key=key["api_key"],
                flickr_api_secret=key["api_secret"],
                database_url=f"sqlite:///{data.absolute()}/parallel-flickr.db",
                flickr_static_path=str(data.absolute() / "static"),
            ),
            encoding="utf-8",
        )
    os.environ[PREFIX + "SETTINGS"] = str(path.absolute())
    os.environ[PREFIX + "FLICKR_ENDPOINT"] = root
    os.environ[PREFIX + "ROOT_URL"] = f"http://127.0.0.1:{port}/"
    return load()


@contextmanager
def _archive(settings: Settings, now: list[int]) -> Iterator[Archive]:
    """Open the archive with the simulator's clock."""
    opened = assemble(settings, clock=lambda: now[0])
    try:
        prepare(opened)
        yield opened
    finally:
        opened.close()


def _serve(settings: Settings, port: int, stopped: Stop) -> None:
    opened = assemble(settings)
    prepare(opened)
    bring_up_to_date(opened)
    site = subprocess.Popen(gunicorn(f"127.0.0.1:{port}"))  # noqa: S603 - our own interpreter
    try:
        if _answers(f"http://127.0.0.1:{port}/healthz", site, stopped):
            click.echo(f"parallel-flickr is at http://127.0.0.1:{port}/")
            click.echo(f"members: {', '.join(MEMBERS)}; sign in as any of them. Ctrl-C ends it")
            with forgetting_beside(opened, stopped):
                follow_until(opened, stopped, lambda: site.poll() is not None)
    finally:
        end(site)
        opened.close()


def _answers(address: str, site: subprocess.Popen[bytes], stopped: Stop) -> bool:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and not stopped.is_set():
        if site.poll() is not None:
            raise click.ClickException(f"the site could not be served at {address}")
        try:
            if requests.get(address, timeout=1).ok:
                return True
        except requests.RequestException:
            stopped.wait(0.1)
    return False


def _back_door(root: str, call: str, body: dict[str, object]) -> dict[str, str]:
    answer = requests.post(f"{root}/_simulator/{call}", json=body, timeout=_PATIENCE)
    answer.raise_for_status()
    made: dict[str, str] = answer.json()
    return made
