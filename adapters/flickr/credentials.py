"""Who is calling: the application's key, and a member's token. Their secrets are never shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from requests_oauthlib import OAuth1

Perms: TypeAlias = Literal["read", "write", "delete"]


@dataclass(frozen=True, slots=True)
class Key:
    """An application's key at Flickr and its secret."""

    api_key: str
    api_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Token:
    """A request token or an access token, and its secret."""

    token: str = field(repr=False)
    secret: str = field(repr=False)


def signature(key: Key, token: Token | None = None, **more: Any) -> OAuth1:
    """What signs a request: OAuth 1.0a, HMAC-SHA1, in the Authorization header (RFC 5849)."""
    return OAuth1(
        key.api_key,
        client_secret=key.api_secret,
        resource_owner_key=token and token.token,
        resource_owner_secret=token and token.secret,
        **more,
    )
