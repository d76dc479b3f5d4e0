"""Who is signed in, and that a form was really ours: signed cookies and crumbs."""

from __future__ import annotations

import base64
import hashlib
from typing import Final

import msgspec
from cryptography.fernet import Fernet, InvalidToken
from itsdangerous import BadData, URLSafeTimedSerializer

from domain import streams

SESSION_COOKIE: Final = "parallel-flickr"
SESSION_SECONDS: Final = 60 * 60 * 24 * 60
SIGNING_IN_COOKIE: Final = "parallel-flickr-signing-in"
SIGNING_IN_SECONDS: Final = 60 * 15
CRUMB_SECONDS: Final = 60 * 60 * 12


class Sessions:
    """Writes and reads the cookie that says which member is signed in."""

    def __init__(self, secret: str) -> None:
        self._signer = URLSafeTimedSerializer(secret, salt="session")

    def write(self, nsid: str) -> str:
        """Return the value of a session cookie."""
        return str(self._signer.dumps(nsid))

    def read(self, value: str) -> str:
        """Return the NSID that a session cookie names; "" for none, a forged or an old one."""
        try:
            nsid = self._signer.loads(value, max_age=SESSION_SECONDS)
        except BadData:
            return ""
        return nsid if isinstance(nsid, str) and streams.is_nsid(nsid) else ""


class Crumbs:
    """Makes and checks the hidden field that proves that a form came from a page of ours."""

    def __init__(self, secret: str) -> None:
        self._signer = URLSafeTimedSerializer(secret, salt="crumb")

    def make(self, nsid: str) -> str:
        """Return a crumb for one member's forms."""
        return str(self._signer.dumps(nsid))

    def good(self, crumb: str, nsid: str) -> bool:
        """Tell whether a crumb was made for this member, not too long ago."""
        try:
            return bool(self._signer.loads(crumb, max_age=CRUMB_SECONDS) == nsid)
        except BadData:
            return False


class SigningIn(msgspec.Struct, frozen=True):
    """What has to be remembered while a member is at Flickr's page."""

    token: str
    secret: str
    go_on: str


class Sealed:
    """Keeps a sign-in's secret with the browser, unreadable to it: any host can go on."""

    def __init__(self, secret: str) -> None:
        key = hashlib.sha256(b"signing-in:" + secret.encode()).digest()
        self._box = Fernet(base64.urlsafe_b64encode(key))

    def write(self, begun: SigningIn) -> str:
        """Return the value of the cookie."""
        return self._box.encrypt(msgspec.json.encode(begun)).decode()

    def read(self, value: str) -> SigningIn | None:
        """Return what a cookie of ours keeps; None for a forged or an old one."""
        try:
            told = self._box.decrypt(value.encode(), ttl=SIGNING_IN_SECONDS)
            return msgspec.json.decode(told, type=SigningIn)
        except (InvalidToken, msgspec.MsgspecError):
            return None
