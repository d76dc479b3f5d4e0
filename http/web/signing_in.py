"""Signing in with Flickr, OAuth 1.0a in three legs; and signing out."""

from __future__ import annotations

import falcon
import structlog

from adapters.assembly import FlickrError, MemberToken, Perms, StillForgetting, Token
from domain import streams
from domain.forgetting import has_left
from web.answering.posting import Done
from web.asking import addresses as to
from web.asking.errors import Trouble, Way, bad_request
from web.asking.forms import Sent
from web.asking.session import (
    SESSION_COOKIE,
    SESSION_SECONDS,
    SIGNING_IN_COOKIE,
    SIGNING_IN_SECONDS,
    SigningIn,
)
from web.asking.visit import Visit
from web.site import Site

_log = structlog.get_logger("web")


class SignIn:
    """Sends a member to Flickr's own page, where they let the archive in or not."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Ask Flickr for a request token and redirect to its page."""
        perms = self._site.archive.settings.flickr_api_perms
        begun = begin(self._site, req.get_param("go_on", default="/"), perms)
        begun.tell(resp)
        resp.location = begun.location
        resp.cache_control = ["no-store"]
        resp.status = falcon.HTTP_302


def begin(site: Site, go_on: str, perms: Perms) -> Done:
    """Begin a sign-in: it leads to Flickr's page, where a member allows `perms`. Raises Trouble."""
    if not site.archive.settings.flickr_api_key:
        raise Trouble(
            503,
            "Signing in is not set up",
            "The archive has no Flickr key yet: whoever runs it sets flickr_api_key and "
            "flickr_api_secret (see `parallel-flickr doctor`).",
        )
    callback = site.addresses.absolute(site.addresses.url("/auth"))
    flickr = site.archive.flickr.signing_in
    try:
        token = flickr.request_token(callback)
    except FlickrError as error:
        raise _flickr_failed(error) from error
    begun = SigningIn(token.token, token.secret, go_on if to.is_local(go_on) else "/")
    cookie = site.sealed.write(begun)
    return Done(
        flickr.authorize_url(token, perms),
        lambda resp: _set(site, resp, SIGNING_IN_COOKIE, cookie, SIGNING_IN_SECONDS),
    )


class Auth:
    """Where Flickr sends a member back to."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Exchange the verifier for the member's token, and sign them in."""
        site = self._site
        begun = self._begun(req)
        resp.unset_cookie(SIGNING_IN_COOKIE, path=site.addresses.url("/"))
        verifier = req.get_param("oauth_verifier", default="")
        if not verifier or len(verifier) > 200:
            raise Trouble(
                403, "Not signed in", "Flickr did not let the archive in.", Way("/signin", "Again")
            )
        flickr = site.archive.flickr.signing_in
        try:
            signed_in = flickr.access_token(Token(begun.token, begun.secret), verifier)
            allowed = site.archive.flickr.allowed(signed_in.token)
        except FlickrError as error:
            raise _flickr_failed(error) from error
        self._let_in(signed_in.nsid, signed_in.username, signed_in.token, allowed.perms)
        _set(site, resp, SESSION_COOKIE, site.sessions.write(signed_in.nsid), SESSION_SECONDS)
        resp.cache_control = ["no-store"]
        resp.status = falcon.HTTP_303
        resp.location = site.addresses.prefix + begun.go_on

    def _begun(self, req: falcon.Request) -> SigningIn:
        """Return the sign-in that this browser began, and that Flickr answers."""
        values = req.get_cookie_values(SIGNING_IN_COOKIE) or [""]
        begun = self._site.sealed.read(values[0])
        if begun is None or req.get_param("oauth_token", default="") != begun.token:
            raise Trouble(
                400,
                "This sign-in is not under way",
                "It was begun in another browser, or too long ago.",
                Way("/signin", "Begin again"),
            )
        return begun

    def _let_in(self, nsid: str, username: str, token: Token, perms: str) -> None:
        """Keep the token of a member; refuse strangers where registration is closed."""
        site = self._site
        if not streams.is_nsid(nsid):
            raise bad_request("Flickr did not say who signed in.")
        settings = site.archive.settings
        facts = [entry.fact for entry in site.archive.log.read(streams.account(nsid))]
        known = bool(facts) and not has_left(facts)
        open_to_all = (
            settings.enable_feature_backups_registration
            and settings.enable_feature_backups_registration_uninvited
        )
        if not known and not open_to_all:
            raise Trouble(
                403,
                "This archive takes no new members",
                "Whoever runs it can let you in with `parallel-flickr accounts add`.",
            )
        member = MemberToken(nsid, token.token, token.secret, perms)
        try:
            site.archive.accounts.join(member, username)
        except StillForgetting:
            raise Trouble(
                409,
                "The archive is still forgetting you",
                "You left a while ago, and not everything is erased. Come back in some minutes.",
            ) from None


def sign_out(visit: Visit, _: Sent) -> Done:
    """End a session; by a form with a crumb, so that no other site can."""
    return signed_out(visit.site)


def signed_out(site: Site) -> Done:
    """Lead to the front page, and let the browser forget the session and what it kept."""
    front = site.addresses.url("/")

    def tell(resp: falcon.Response) -> None:
        resp.unset_cookie(SESSION_COOKIE, path=front)
        resp.set_header("Clear-Site-Data", '"cache"')

    return Done(front, tell)


def _set(site: Site, resp: falcon.Response, name: str, value: str, seconds: int) -> None:
    resp.set_cookie(
        name,
        value,
        max_age=seconds,
        path=site.addresses.url("/"),
        secure=site.addresses.secure,
        http_only=True,
        same_site="Lax",
    )


def _flickr_failed(error: FlickrError) -> Trouble:
    """Say that Flickr failed; what it said is for whoever runs the archive, in its log."""
    _log.warning("sign-in failed", error=str(error))
    return Trouble(
        502,
        "Flickr did not answer as it should",
        "The sign-in could not be finished. Try again in a while.",
        Way("/signin", "Try again"),
    )
