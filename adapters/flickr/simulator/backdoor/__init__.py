"""/_simulator/: the back door, JSON over POST, for worlds and for trouble.

Every change happens at the simulated now. Wrong input is answered with 400 (404 for what is not
there) and `{"error": "one line"}`. What a call takes is said at its function. A POST may also
bring a list of objects, answered with the list of what each one made.
"""

from collections.abc import Callable, Mapping
from typing import Any

from adapters.flickr.simulator.backdoor import people, photos, push, relations, trouble
from adapters.flickr.simulator.backdoor.door import Door
from adapters.flickr.simulator.request import File
from adapters.flickr.simulator.wishes import Wish

Making = Callable[[Door, Wish, Mapping[str, File]], Any]
Asking = Callable[[Door, Wish], Any]
Changing = Callable[[Door, Wish, str], Any]

POSTS: dict[str, Making] = {
    "people": people.add_person,
    "keys": people.add_key,
    "tokens": people.add_token,
    "photos": photos.add_photo,
    "albums": relations.add_album,
    "galleries": relations.add_gallery,
    "faves": relations.add_fave,
    "contacts": relations.add_contact,
    "comments": relations.add_comment,
    "clock": trouble.set_clock,
    "faults": trouble.add_fault,
    "push": push.turn_knobs,
    "pings": push.ping,
}
GETS: dict[str, Asking] = {
    "people": people.list_people,
    "photos": photos.list_photos,
    "clock": trouble.show_clock,
    "faults": trouble.list_faults,
    "calls": trouble.list_calls,
    "push": push.show_deliveries,
}
DELETES: dict[str, Asking] = {
    "tokens": people.drop_tokens,
    "faves": relations.drop_fave,
    "contacts": relations.drop_contact,
    "faults": trouble.clear_faults,
    "calls": trouble.forget_calls,
    "push": push.forget_deliveries,
}
PATCHES_ONE: dict[str, Changing] = {
    "people": people.change_person,
    "photos": photos.change_photo,
    "albums": relations.change_album,
}
DELETES_ONE: dict[str, Changing] = {
    "people": people.delete_person,
    "photos": photos.delete_photo,
    "albums": relations.delete_album,
    "comments": relations.delete_comment,
}
GETS_ONE: dict[str, Changing] = {"photos": photos.show_photo}
