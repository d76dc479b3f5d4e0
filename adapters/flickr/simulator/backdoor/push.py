"""PuSH by the back door: how deliveries are made, and what was delivered."""

from collections.abc import Mapping
from typing import Any

import msgspec

from adapters.flickr.simulator import wishes
from adapters.flickr.simulator.backdoor.door import Door, some_photo, someone
from adapters.flickr.simulator.push.post import Knobs
from adapters.flickr.simulator.request import File
from adapters.flickr.simulator.values import Change
from adapters.flickr.simulator.wishes import Wish, WrongError, needed, refuse_others

_MOST = 10_000


def turn_knobs(door: Door, wish: Wish, _files: Mapping[str, File]) -> Any:
    """`{late?, copies?, hold?, reversed?, attempts?, retry?}`, see `push.post.Knobs`; `{again: 1}`
    sends everything once more.
    """
    names = Knobs.__struct_fields__
    refuse_others(wish, *names, "again")
    chosen = {name: wish[name] for name in names if name in wish}
    try:
        knobs = msgspec.convert(
            {**msgspec.to_builtins(door.hub.post.knobs), **chosen}, Knobs, strict=False
        )
    except msgspec.ValidationError as error:
        raise WrongError(str(error)) from error
    if not (0 <= knobs.late <= 600 and 1 <= knobs.copies <= 100 and 0 < knobs.retry <= 600):
        raise WrongError("late is 0 to 600 seconds, copies 1 to 100, retry up to 600 seconds")
    door.hub.post.turn(knobs)
    if wishes.truth(wish.get("again", False)):
        door.hub.post.again()
    return msgspec.to_builtins(knobs)


def show_deliveries(door: Door, _wish: Wish) -> Any:
    """→ `{waiting, sent: [{what, callback, status, attempt}], mails, subscriptions}`."""
    return {
        "waiting": door.hub.post.waiting(),
        "sent": [msgspec.to_builtins(sent) for sent in door.hub.post.sent()],
        "mails": [msgspec.to_builtins(mail) for mail in door.hub.mails()],
        "subscriptions": [msgspec.to_builtins(held) for held in door.world.subscriptions.values()],
    }


def forget_deliveries(door: Door, _wish: Wish) -> Any:
    """Makes deliveries the usual way again, and counts anew. Subscriptions stay."""
    door.hub.forget()
    return {}


def ping(door: Door, wish: Wish, _files: Mapping[str, File]) -> Any:
    """`{id, times?, types?, faver?}`: says that a photo changed, though it did not."""
    refuse_others(wish, "id", "times", "types", "faver")
    needed(wish, "id")
    photo = some_photo(door.world, wish["id"])
    times = wishes.whole(wish.get("times", 1), "times", range(1, _MOST))
    types = wish.get("types", ["title"])
    if not isinstance(types, list) or not all(isinstance(kind, str) for kind in types):
        raise WrongError("types are a list of words such as title")
    faver = someone(door.world, wish["faver"]).nsid if "faver" in wish else ""
    for _ in range(times):
        door.hub.tell(Change(photo=photo, types=tuple(types), faver=faver))
    return {}
