"""Our client against a simulated Flickr."""

from __future__ import annotations

import time

from adapters.flickr import endpoints
from adapters.flickr.call import Flickr
from adapters.flickr.credentials import Key, Token
from adapters.flickr.exchange import Limits
from tests.adapters.simulator.running import Simulator

QUICK = Limits(connect=5.0, read=5.0, whole=10.0)


def stranger(simulator: Simulator, limits: Limits = QUICK) -> Flickr:
    """A client that has a key and nobody's token."""
    return Flickr(
        key=Key(*simulator.key()),
        monotonic=time.monotonic,
        endpoints=endpoints.under(simulator.root),
        limits=limits,
    )


def member(
    simulator: Simulator, nsid: str, perms: str = "delete", limits: Limits = QUICK
) -> Flickr:
    """A client that calls in a member's name."""
    made = simulator.key()
    return Flickr(
        key=Key(*made),
        monotonic=time.monotonic,
        token=Token(*simulator.token(nsid, made, perms)),
        endpoints=endpoints.under(simulator.root),
        limits=limits,
    )


def alone(root: str, limits: Limits = QUICK) -> Flickr:
    """A client of any server; its secrets are words that must never be seen."""
    return Flickr(
        key=Key("the-api-key", "SECRET-OF-KEY"),
        monotonic=time.monotonic,
        token=Token("TOKEN-ITSELF", "SECRET-OF-TOKEN"),
        endpoints=endpoints.under(root),
        limits=limits,
    )
