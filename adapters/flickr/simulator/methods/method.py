"""What a method of the API is."""

from collections.abc import Callable, Sequence

import msgspec

from adapters.flickr.simulator.call import Call, Fail
from adapters.flickr.simulator.values import PERMS, Perms
from adapters.flickr.simulator.wire import Node


class Method(msgspec.Struct, frozen=True):
    """A function that answers a call, and the permission a token must have to make it.

    It is called under the world's lock, unless it `locks` by itself.
    """

    answer: Callable[[Call], Sequence[Node]]
    perms: Perms = "none"
    locks: bool = False


def answer(method: Method, call: Call) -> Sequence[Node]:
    """The answer to a call.

    Raises `Fail`: 99 where the permission is missing, else what the method says.
    """
    if PERMS.index(call.perms) < PERMS.index(method.perms):
        granted = call.perms
        raise Fail(
            99,
            f"Insufficient permissions. Method requires {method.perms} privileges;"
            f" {granted} granted.",
        )
    return method.answer(call)
