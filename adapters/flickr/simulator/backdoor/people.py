"""Members, applications and tokens by the back door."""

import secrets
from collections.abc import Mapping
from typing import Any

import msgspec

from adapters.flickr.simulator import life, wishes
from adapters.flickr.simulator.backdoor.door import Door, NotThereError, someone
from adapters.flickr.simulator.request import File
from adapters.flickr.simulator.values import (
    PERMS,
    AccessToken,
    Key,
    Person,
)
from adapters.flickr.simulator.wishes import Wish, WrongError, needed, refuse_others
from adapters.flickr.simulator.world import World

_PERSON = ("username", "realname", "path_alias", "location", "description", "is_pro", "joined")


def add_person(door: Door, wish: Wish, _files: Mapping[str, File]) -> Any:
    """`{username, realname?, path_alias?, nsid?, location?, description?, is_pro?, joined?, icon?,
    commons?}` → `{nsid}`.
    """
    refuse_others(wish, *_PERSON, "nsid", "icon", "commons", "geo_default")
    needed(wish, "username")
    nsid = wishes.nsid(wish.get("nsid") or life.new_nsid(door.world))
    if door.world.people.get(nsid) is not None:
        raise WrongError(f"{nsid} is taken")
    person = Person(nsid=nsid, username=str(wish["username"]), joined=door.world.now())
    door.world.people.put(_changed_person(door.world, person, wish))
    return {"nsid": nsid}


def change_person(door: Door, wish: Wish, nsid: str) -> Any:
    """PATCH, as `add_person`; `icon` is a colour (a new picture), or null for the default one."""
    refuse_others(wish, *_PERSON, "icon", "commons", "geo_default")
    person = someone(door.world, nsid)
    door.world.people.put(_changed_person(door.world, person, wish))
    return {"nsid": nsid}


def _changed_person(world: World, person: Person, wish: Wish) -> Person:
    fields = {name: wish[name] for name in (*_PERSON, "geo_default") if name in wish}
    if "is_pro" in fields:
        fields["is_pro"] = wishes.truth(fields["is_pro"])
    if "commons" in wish:
        fields["commons"] = wish["commons"]
    if "icon" in wish:
        shown = wish["icon"] not in (None, False, "")
        version = world.next_number("icon") if shown else 0
        fields |= {
            "icon_version": version,
            "icon_server": str(1000 + version % 7000),
            "icon_farm": version % 9 + 1,
        }
        fields["icon_colour"] = wish["icon"] if isinstance(wish["icon"], str) else ""
    taken = {
        name.casefold()
        for other in world.people.values()
        if other.nsid != person.nsid and not other.deleted
        for name in (other.username, other.path_alias)
        if name
    }
    for name in ("username", "path_alias"):
        if str(fields.get(name) or "").casefold() in taken:
            raise WrongError(f"{name} {fields[name]!r} is taken")
    try:
        return msgspec.convert({**msgspec.to_builtins(person), **fields}, Person)
    except msgspec.ValidationError as error:
        raise WrongError(str(error)) from error


def delete_person(door: Door, _wish: Wish, nsid: str) -> Any:
    """Closes an account, with its photos, faves, contacts and tokens."""
    life.delete_person(door.world, someone(door.world, nsid))
    return {}


def list_people(door: Door, _wish: Wish) -> Any:
    """Every member who is there."""
    people = (person for person in door.world.people.values() if not person.deleted)
    return [msgspec.to_builtins(person) for person in people]


def add_key(door: Door, wish: Wish, _files: Mapping[str, File]) -> Any:
    """`{api_key?, api_secret?, title?}` → `{api_key, api_secret}`."""
    refuse_others(wish, "api_key", "api_secret", "title")
    key = Key(
        api_key=str(wish.get("api_key") or secrets.token_hex(16)),
        api_secret=str(wish.get("api_secret") or secrets.token_hex(8)),
        title=str(wish.get("title") or "An application"),
    )
    door.world.keys.put(key)
    return {"api_key": key.api_key, "api_secret": key.api_secret}


def add_token(door: Door, wish: Wish, _files: Mapping[str, File]) -> Any:
    """`{nsid, perms, api_key}` → `{oauth_token, oauth_token_secret}`."""
    refuse_others(wish, "nsid", "perms", "api_key")
    needed(wish, "nsid", "api_key")
    perms = wish.get("perms", "read")
    if perms not in PERMS[1:]:
        raise WrongError(f"perms {perms!r} is none of {', '.join(PERMS[1:])}")
    if door.world.keys.get(str(wish["api_key"])) is None:
        raise NotThereError(f"there is no key {wish['api_key']!r}; make one at /_simulator/keys")
    token = AccessToken(
        token=f"{life.FIRST_ALBUM + secrets.randbelow(10**12)}-{secrets.token_hex(8)}",
        secret=secrets.token_hex(8),
        api_key=str(wish["api_key"]),
        nsid=someone(door.world, wish["nsid"]).nsid,
        perms=perms,
    )
    door.world.access_tokens.put(token)
    return {"oauth_token": token.token, "oauth_token_secret": token.secret}


def drop_tokens(door: Door, wish: Wish) -> Any:
    """`{oauth_token}` or `{nsid, api_key?}`: withdraws what a member had allowed → `{dropped}`."""
    refuse_others(wish, "oauth_token", "nsid", "api_key")
    if "oauth_token" in wish:
        dropped = [door.world.access_tokens.drop(str(wish["oauth_token"]))]
    else:
        needed(wish, "nsid")
        tokens = life.access_tokens_of(door.world, str(wish["nsid"]), wish.get("api_key"))
        dropped = [door.world.access_tokens.drop(token.token) for token in tokens]
    return {"dropped": sum(token is not None for token in dropped)}
