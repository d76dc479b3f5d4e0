"""Who lives in a new world, by the world's name."""

from collections.abc import Callable

from adapters.flickr.simulator import gazetteer, life
from adapters.flickr.simulator.newphoto import add_photo
from adapters.flickr.simulator.values import Contact, Key, Person
from adapters.flickr.simulator.world import World

WELL_KNOWN_KEY = Key(
    api_key="0123456789abcdef0123456789abcdef",
    api_secret="0123456789abcdef",  # noqa: S106 - of a simulated Flickr, for anyone to use
    title="parallel-flickr",
)
"""The key of every world but the empty one, so that an archive can be pointed at it at once."""


def populate(world: World, name: str) -> None:
    """Fills a new world. Raises `ValueError` for a name that is not known."""
    if name not in WORLDS:
        raise ValueError(f"there is no world {name!r}; there are {', '.join(sorted(WORLDS))}")
    WORLDS[name](world)


def _empty(_world: World) -> None:
    """Nobody yet."""


def _small(world: World) -> None:
    """Three members who know each other, with two dozen photos of every permission."""
    _members(world)
    ada, ben, _ = (person.nsid for person in world.people.values())
    for number in range(24):
        public, friend, family = number % 4 != 3, number % 8 == 3, number % 16 == 7
        town = ((52.37, 4.89), (35.01, 135.77), (64.15, -21.94))[number % 3]
        photo = add_photo(
            world,
            ada if number % 3 else ben,
            title=f"Picture {number + 1}",
            tags=life.tags_in("holiday landscape", ada),
            is_public=public,
            is_friend=friend,
            is_family=family,
            location=gazetteer.located(*town) if number % 2 else None,
        )
        if public and photo.owner == ben:
            life.add_fave(world, ada, photo)


def _large(world: World) -> None:
    """One member with 12,000 photos and 5,000 faves of another's."""
    _members(world)
    ada, ben, _ = (person.nsid for person in world.people.values())
    now = world.now()
    for number in range(12_000):
        uploaded = now - (12_000 - number) * 7_200
        photo = add_photo(world, ada, title=f"Picture {number + 1}", date_upload=uploaded)
        if number < 5_000:
            photo = add_photo(world, ben, title=f"View {number + 1}", date_upload=uploaded)
            life.add_fave(world, ada, photo, date=uploaded + 3_600)


def _members(world: World) -> None:
    world.keys.put(WELL_KNOWN_KEY)
    for username, realname in (("ada", "Ada Nowak"), ("ben", "Ben Okafor"), ("chi", "Chi Tanaka")):
        world.people.put(
            Person(
                nsid=life.new_nsid(world),
                username=username,
                realname=realname,
                path_alias=username,
                joined=world.now(),
            )
        )
    ada, ben, chi = (person.nsid for person in world.people.values())
    world.put_contact(Contact(owner=ada, nsid=ben, friend=True))
    world.put_contact(Contact(owner=ada, nsid=chi, family=True))
    world.put_contact(Contact(owner=ben, nsid=ada, friend=True))


WORLDS: dict[str, Callable[[World], None]] = {"empty": _empty, "small": _small, "large": _large}
