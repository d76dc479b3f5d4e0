"""What oauthlib asks its provider, answered from the world."""

# ruff: noqa: ARG002, D102 - arguments and methods are oauthlib's

from collections import OrderedDict
from collections.abc import Sequence

from oauthlib.common import Request
from oauthlib.oauth1 import SIGNATURE_HMAC_SHA1, RequestValidator

from adapters.flickr.simulator.world import World

REMEMBERED_NONCES = 100_000
_NEVER_TOO_OLD = 1 << 40


class Rules(RequestValidator):
    """What oauthlib asks its provider, answered from the world."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self._world = world
        self._nonces: OrderedDict[tuple[str, str, str], None] = OrderedDict()

    enforce_ssl = False
    timestamp_lifetime = _NEVER_TOO_OLD
    allowed_signature_methods = (SIGNATURE_HMAC_SHA1,)
    dummy_client = "no such key"
    dummy_request_token = "no such token"  # noqa: S105 - known to nobody
    dummy_access_token = "no such token"  # noqa: S105 - known to nobody

    def check_client_key(self, client_key: str) -> bool:
        return bool(client_key)

    def check_request_token(self, request_token: str) -> bool:
        return bool(request_token)

    def check_access_token(self, request_token: str) -> bool:
        return bool(request_token)

    def check_nonce(self, nonce: str) -> bool:
        return bool(nonce)

    def check_verifier(self, verifier: str) -> bool:
        return bool(verifier)

    def check_realms(self, realms: Sequence[str]) -> bool:
        return not any(realms)

    def get_client_secret(self, client_key: str, request: Request) -> str:
        key = self._world.keys.get(client_key)
        return key.api_secret if key else "no such key"

    def get_request_token_secret(self, client_key: str, token: str, request: Request) -> str:
        found = self._world.request_tokens.get(token)
        return found.secret if found else "no such token"

    def get_access_token_secret(self, client_key: str, token: str, request: Request) -> str:
        found = self._world.access_tokens.get(token)
        return found.secret if found else "no such token"

    def get_default_realms(self, client_key: str, request: Request) -> list[str]:
        return []

    def validate_client_key(self, client_key: str, request: Request) -> bool:
        return self._world.keys.get(client_key) is not None

    def validate_request_token(self, client_key: str, token: str, request: Request) -> bool:
        found = self._world.request_tokens.get(token)
        return found is not None and found.api_key == client_key and bool(found.nsid)

    def validate_access_token(self, client_key: str, token: str, request: Request) -> bool:
        found = self._world.access_tokens.get(token)
        return found is not None and found.api_key == client_key

    def validate_timestamp_and_nonce(
        self,
        client_key: str,
        timestamp: str,
        nonce: str,
        request: Request,
        request_token: str | None = None,
        access_token: str | None = None,
    ) -> bool:
        once = (client_key, timestamp, nonce)
        if once in self._nonces:
            return False
        self._nonces[once] = None
        if len(self._nonces) > REMEMBERED_NONCES:
            self._nonces.popitem(last=False)
        return True

    def validate_redirect_uri(self, client_key: str, redirect_uri: str, request: Request) -> bool:
        return redirect_uri == "oob" or "://" in redirect_uri

    def validate_requested_realms(
        self, client_key: str, realms: Sequence[str], request: Request
    ) -> bool:
        return True

    def validate_realms(
        self,
        client_key: str,
        token: str,
        request: Request,
        uri: str | None = None,
        realms: Sequence[str] | None = None,
    ) -> bool:
        return True

    def validate_verifier(
        self, client_key: str, token: str, verifier: str, request: Request
    ) -> bool:
        found = self._world.request_tokens.get(token)
        return found is not None and bool(verifier) and found.verifier == verifier
