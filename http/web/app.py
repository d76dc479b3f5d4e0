"""The application: which address leads where."""

from __future__ import annotations

from typing import Any

import falcon

from adapters.assembly import Archive, assemble, load
from web.answering.kept import keeping
from web.answering.page import Look, Page
from web.answering.posting import Act, Form, PageWithForm
from web.answering.serving import pictures_from, tiles_from
from web.answering.troubles import Troubles
from web.assets import AssetFiles
from web.files import BuddyIcon, PhotoFile
from web.formats.description import Described, Description, describe
from web.formats.embedding import Embeds
from web.guards import Guard
from web.machines.metrics import Metrics, Timing
from web.machines.receiver import Receiver
from web.machines.system import Health, Ready, Robots
from web.memento.sources import source_of
from web.memento.timemaps import TimeMaps
from web.pages import (
    account,
    activity,
    albums,
    bookmarks,
    calendar,
    change,
    contacts,
    difference,
    exif,
    faves,
    flickr_auth,
    friends,
    front,
    history,
    leaving,
    maps,
    pathaliases,
    photo,
    photostream,
    place,
    redirects,
    search,
    search_help,
    shelves,
    suggestions,
)
from web.pages.god import front as god
from web.pages.god import subscriptions as god_push
from web.photo.leave import AUTH
from web.signing_in import Auth, SignIn, sign_out
from web.site import Site, make_site

_CHANGE = "/photos/{user}/{photo_id}/change"
_FAVE = "/photos/{user}/{photo_id}/fave"
_PLACE = "/photos/{user}/{photo_id}/place"

_PAGES: dict[str, tuple[str, Look]] = {
    "/": ("front.html", front.look),
    "/photos/me": ("", redirects.me),
    "/photos/friends": ("friends.html", friends.look),
    "/photos/friends/activity": ("friends_activity.html", friends.look_at_activity),
    "/photos/friends/faves": ("friends_faves.html", friends.look_at_faves),
    "/photos/{user}": ("photostream.html", photostream.look),
    "/photos/{user}/faves": ("faves.html", faves.look),
    "/photos/{user}/faves/{by}": ("faves.html", faves.look),
    "/photos/{user}/contacts": ("contacts.html", contacts.look),
    "/photos/{user}/albums": ("albums.html", albums.look),
    "/photos/{user}/albums/{album_id}": ("album.html", albums.look_at_one),
    "/photos/{user}/sets": ("albums.html", albums.look),
    "/photos/{user}/sets/{album_id}": ("", redirects.album),
    "/photos/{user}/activity": ("activity.html", activity.look),
    "/photos/{user}/calendar": ("calendar.html", calendar.look),
    "/photos/{user}/calendar/{year}": ("calendar.html", calendar.look),
    "/photos/{user}/difference": ("difference.html", difference.look),
    "/photos/{user}/{photo_id}": ("photo.html", photo.look),
    "/photos/{user}/{photo_id}/exif": ("exif.html", exif.look),
    "/photos/{user}/{photo_id}/history": ("history.html", history.look),
    _CHANGE: ("change.html", change.look),
    _FAVE: ("", change.lead_back),
    _PLACE: ("place.html", place.look),
    "/photos/{user}/{photo_id}/in/{context}": ("", redirects.in_context),
    "/people/{user}": ("", redirects.person),
    "/photo.gne": ("", redirects.photo_gne),
    "/photos/{user}/places": ("shelf.html", shelves.shelf("Places")),
    "/photos/{user}/places/{woeid}": ("", shelves.place),
    "/photos/{user}/cameras": ("shelf.html", shelves.shelf("Cameras")),
    "/photos/{user}/cameras/{make}": ("", shelves.camera),
    "/photos/{user}/cameras/{make}/{model}": ("", shelves.camera),
    "/photos/{user}/tags": ("shelf.html", shelves.shelf("Tags")),
    "/photos/{user}/tags/{clean}": ("", shelves.tag),
    "/photos/{user}/machine-tags": ("shelf.html", shelves.shelf("Machine tags")),
    "/photos/{user}/people": ("shelf.html", shelves.shelf("People")),
    "/photos/{user}/licences": ("shelf.html", shelves.shelf("Licences")),
    "/photos/{user}/colours": ("shelf.html", shelves.shelf("Colours")),
    "/photos/{user}/with/{nsid}": ("", shelves.together_with),
    "/photos/{user}/archives": ("shelf.html", shelves.shelf("Archives")),
    "/photos/{user}/archives/{first}": ("", shelves.archive),
    "/photos/{user}/archives/{first}/{second}": ("", shelves.archive),
    "/photos/{user}/archives/{first}/{second}/{third}": ("", shelves.archive),
    "/photos/{user}/archives/{first}/{second}/{third}/{fourth}": ("", shelves.archive),
    "/photos/{user}/map": ("map.html", maps.look),
    "/map": ("map.html", maps.look),
    "/search": ("search.html", search.look),
    "/search/help": ("search_help.html", search_help.look),
    "/search/suggestions": ("suggestions.html", suggestions.look),
    "/account": ("account.html", account.look),
    "/account/delete": ("leaving.html", leaving.look),
    "/account/flickr/backups": ("", account.lead_back),
    AUTH: ("flickr_auth.html", flickr_auth.look),
    bookmarks.PATH: ("bookmarks.html", bookmarks.look),
    pathaliases.PATH: ("pathaliases.html", pathaliases.look),
    "/god": ("god.html", god.look),
    "/god/users": ("god_users.html", god.look_at_users),
    god_push.PATH: ("god_subscriptions.html", god_push.look),
    god_push.PATH + "/{subscription}": ("god_subscription.html", god_push.look_at_one),
}

_FORMS: dict[str, Act] = {
    god_push.PATH: god_push.act,
    "/account/delete": leaving.act,
    "/account/flickr/backups": account.act,
    bookmarks.PATH: bookmarks.act,
    pathaliases.PATH: pathaliases.act,
    AUTH: flickr_auth.act,
    _CHANGE: change.act,
    _FAVE: change.act_on_fave,
    _PLACE: place.act,
}
"""Pages that also take the forms that stand on them."""


def create_app(archive: Archive | None = None) -> falcon.App[Any, Any]:
    """Return the site over an archive; without one, over that of the settings (gunicorn)."""
    site = make_site(assemble(load()) if archive is None else archive)
    app: falcon.App[Any, Any] = falcon.App(
        media_type=falcon.MEDIA_HTML,
        middleware=[
            Timing(),
            Guard(site.addresses, pictures_from(site.archive), tiles_from(site.archive)),
        ],
    )
    app.req_options.strip_url_path_trailing_slash = True
    app.req_options.keep_blank_qs_values = True
    app.resp_options.secure_cookies_by_default = site.addresses.secure
    Troubles(site).install(app)
    _add_routes(app, site)
    return app


def _add_routes(app: falcon.App[Any, Any], site: Site) -> None:
    for path, (template, look) in _PAGES.items():
        page = Page(site, template, look, source_of(path), keeping(path))
        act = _FORMS.get(path)
        app.add_route(path, page if act is None else PageWithForm(site, act, template, page))
    app.add_route("/oembed", Embeds(site))
    app.add_route("/api/openapi.json", Description(_described(site)))
    timemaps = TimeMaps(site, {path: source_of(path) for path in _PAGES})
    app.add_route("/timemap/{form}", timemaps)
    app.add_route("/timemap/{form}/{path:path}", timemaps)
    app.add_route("/signin", SignIn(site))
    app.add_route("/auth", Auth(site))
    app.add_route("/signout", Form(site, sign_out))
    app.add_route("/static/{key:path}", PhotoFile(site))
    app.add_route("/buddyicon/{nsid}.jpg", BuddyIcon(site))
    app.add_route("/assets/{digest}/{name}", AssetFiles(site.assets))
    app.add_route("/push/{secret}", Receiver(site))
    app.add_route("/healthz", Health())
    app.add_route("/readyz", Ready(site))
    app.add_route("/metrics", Metrics(site))
    app.add_route("/robots.txt", Robots(site))


def _described(site: Site) -> dict[str, Any]:
    pages = (
        Described(path, look, in_time=source_of(path) is not None)
        for path, (_, look) in _PAGES.items()
    )
    return describe(site.addresses.absolute(site.addresses.url("/")), pages)
