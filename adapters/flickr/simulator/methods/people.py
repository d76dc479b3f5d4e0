"""flickr.people, urls, profile and commons: who is who."""

from urllib.parse import urlsplit

from adapters.flickr.simulator import permission
from adapters.flickr.simulator.call import Call, Fail
from adapters.flickr.simulator.methods.method import Method
from adapters.flickr.simulator.values import Institution, Person
from adapters.flickr.simulator.wire import Element, Items, Node, Scalar


def icon(person: Person) -> dict[str, Scalar]:
    """Where a member's buddy icon is; zeros for the default one."""
    if person.icon_version == 0:
        return {"iconserver": "0", "iconfarm": 0}
    return {"iconserver": person.icon_server, "iconfarm": person.icon_farm}


def page_address(call: Call, person: Person, kind: str = "photos") -> str:
    """The address of a member's pages."""
    return f"{call.root}/{kind}/{person.path_alias or person.nsid}/"


def _info(call: Call) -> list[Node]:
    if not call.text("user_id") and call.caller is None:
        raise Fail(1, "User not found")
    person = call.person()
    attributes: dict[str, Scalar] = {
        "id": person.nsid,
        "nsid": person.nsid,
        "ispro": int(person.is_pro),
        "is_deleted": 0,
        **icon(person),
        "path_alias": person.path_alias,
        "has_stats": 0,
    }
    if person.is_pro:
        attributes |= {"pro_badge": "standard", "expire": str(person.pro_expires)}
    attributes |= {
        "has_adfree": 0,
        "has_free_standard_shipping": 0,
        "has_free_educational_resources": 0,
    }
    if call.caller is not None and call.caller != person.nsid:
        attributes |= _relations(call, person)
    children: list[Node] = [Element("username", text=person.username)]
    if person.realname is not None:
        children.append(Element("realname", text=person.realname))
    if person.location is not None:
        children.append(Element("location", text=person.location))
    children += [
        Element("description", text=person.description),
        Element("photosurl", text=page_address(call, person)),
        Element("profileurl", text=page_address(call, person, "people")),
        Element("mobileurl", text=page_address(call, person)),
        _photo_counts(call, person),
    ]
    return [Element("person", attributes, children)]


def _relations(call: Call, person: Person) -> dict[str, Scalar]:
    caller = call.member()
    mine = permission.relation(call.world, caller, person.nsid)
    theirs = permission.relation(call.world, person.nsid, caller)
    return {
        "contact": int(mine is not None),
        "friend": int(mine is not None and mine.friend),
        "family": int(mine is not None and mine.family),
        "revcontact": int(theirs is not None),
        "revfriend": int(theirs is not None and theirs.friend),
        "revfamily": int(theirs is not None and theirs.family),
    }


def _photo_counts(call: Call, person: Person) -> Element:
    stream = call.world.photos_of(person.nsid)
    photos = [photo for photo in stream if permission.sees(call.world, photo, call.caller)]
    first_taken = min((photo.date_taken for photo in photos), default="")
    first_upload = str(photos[-1].date_upload) if photos else ""
    return Element(
        "photos",
        {},
        [
            Element("firstdatetaken", text=first_taken),
            Element("firstdate", text=first_upload),
            Element("count", text=len(photos)),
        ],
    )


def _find_by_username(call: Call) -> list[Node]:
    call.needs("username", message="User not found")
    wanted = call.text("username").casefold()
    for person in call.world.people.values():
        if not person.deleted and person.username.casefold() == wanted:
            username = Element("username", text=person.username)
            return [Element("user", {"id": person.nsid, "nsid": person.nsid}, [username])]
    raise Fail(1, "User not found")


def _lookup_user(call: Call) -> list[Node]:
    parts = [part for part in urlsplit(call.text("url")).path.split("/") if part]
    if parts[:1] in (["photos"], ["people"]):
        parts = parts[1:]
    person = call.world.person_called(parts[0]) if parts else None
    if person is None:
        raise Fail(1, "User not found")
    return [Element("user", {"id": person.nsid}, [Element("username", text=person.username)])]


def _profile(call: Call) -> list[Node]:
    person = call.world.person(call.text("user_id"))
    if person is None:
        raise Fail(1, "Invalid NSID provided")
    first, _, last = (person.realname or "").partition(" ")
    return [
        Element(
            "profile",
            {
                "id": person.nsid,
                "nsid": person.nsid,
                "join_date": str(person.joined),
                "occupation": "",
                "hometown": "",
                "showcase_set": "",
                "first_name": first,
                "last_name": last,
                "profile_description": person.description,
                "city": person.location or "",
                "country": "",
            },
        )
    ]


def _institutions(call: Call) -> list[Node]:
    members = [person for person in call.world.people.values() if not person.deleted]
    launched = [(person, person.commons) for person in members if person.commons is not None]
    launched.sort(key=lambda pair: pair[1].date_launch, reverse=True)
    rows = [_institution(call, person, commons) for person, commons in launched]
    return [Element("institutions", {}, [Items("institution", rows)])]


def _institution(call: Call, person: Person, commons: Institution) -> Element:
    urls = [
        Element("url", {"type": "site"}, text=commons.site),
        Element("url", {"type": "license"}, text=commons.license_url),
        Element("url", {"type": "flickr"}, text=page_address(call, person)),
    ]
    return Element(
        "institution",
        {"nsid": person.nsid, "date_launch": str(commons.date_launch)},
        [Element("name", text=person.username), Element("urls", {}, [Items("url", urls)])],
    )


METHODS = {
    "flickr.people.getInfo": Method(_info),
    "flickr.people.findByUsername": Method(_find_by_username),
    "flickr.urls.lookupUser": Method(_lookup_user),
    "flickr.profile.getProfile": Method(_profile),
    "flickr.commons.getInstitutions": Method(_institutions),
}
