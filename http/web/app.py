"""The application: which address leads where."""

from __future__ import annotations

from typing import Any

import falcon

from adapters.assembly import Archive, assemble, load
from web.assets import AssetFiles
from web.files import BuddyIcon, PhotoFile
from web.guards import Guard
from web.page import Look, Page
from web.pages import (
    account,
    activity,
    albums,
    contacts,
    faves,
    front,
    history,
    photo,
    photostream,
    redirects,
)
from web.receiver import Receiver
from web.signing_in import Auth, SignIn, SignOut
from web.site import Site, make_site
from web.system import Health, Ready, Robots
from web.troubles import Troubles

_PAGES: dict[str, tuple[str, Look]] = {
    "/": ("front.html", front.look),
    "/photos/me": ("", redirects.me),
    "/photos/friends": ("friends.html", contacts.friends),
    "/photos/{user}": ("photostream.html", photostream.look),
    "/photos/{user}/faves": ("faves.html", faves.look),
    "/photos/{user}/faves/{by}": ("faves.html", faves.look),
    "/photos/{user}/contacts": ("contacts.html", contacts.look),
    "/photos/{user}/albums": ("albums.html", albums.look),
    "/photos/{user}/albums/{album_id}": ("album.html", albums.look_at_one),
    "/photos/{user}/sets": ("albums.html", albums.look),
    "/photos/{user}/sets/{album_id}": ("", redirects.album),
    "/photos/{user}/activity": ("activity.html", activity.look),
    "/photos/{user}/{photo_id}": ("photo.html", photo.look),
    "/photos/{user}/{photo_id}/exif": ("exif.html", photo.look_at_exif),
    "/photos/{user}/{photo_id}/history": ("history.html", history.look),
    "/people/{user}": ("", redirects.person),
    "/photo.gne": ("", redirects.photo_gne),
    "/account": ("account.html", account.look),
}


def create_app(archive: Archive | None = None) -> falcon.App[Any, Any]:
    """Return the site over an archive; without one, over that of the settings (gunicorn)."""
    site = make_site(assemble(load()) if archive is None else archive)
    app: falcon.App[Any, Any] = falcon.App(
        media_type=falcon.MEDIA_HTML, middleware=[Guard(site.addresses)]
    )
    app.req_options.strip_url_path_trailing_slash = True
    app.req_options.keep_blank_qs_values = True
    app.resp_options.secure_cookies_by_default = site.addresses.secure
    Troubles(site).install(app)
    _add_routes(app, site)
    return app


def _add_routes(app: falcon.App[Any, Any], site: Site) -> None:
    for path, (template, look) in _PAGES.items():
        app.add_route(path, Page(site, template, look))
    app.add_route("/signin", SignIn(site))
    app.add_route("/auth", Auth(site))
    app.add_route("/signout", SignOut(site))
    app.add_route("/account/flickr/backups", account.Backups(site))
    app.add_route("/static/{key:path}", PhotoFile(site))
    app.add_route("/buddyicon/{nsid}.jpg", BuddyIcon(site))
    app.add_route("/assets/{digest}/{name}", AssetFiles(site.assets))
    app.add_route("/push/{secret}", Receiver(site))
    app.add_route("/healthz", Health())
    app.add_route("/readyz", Ready(site))
    app.add_route("/robots.txt", Robots(site))
