"""A photo with something in every facet, and another value for each."""

from __future__ import annotations

from typing import Any

from domain.photo.values import (
    Comment,
    DateTaken,
    Exif,
    Gallery,
    GeoPermission,
    Group,
    LicenseChange,
    Location,
    Note,
    Original,
    Participation,
    Permission,
    PersonTag,
    Picture,
    Size,
    Tag,
)
from tests.domain.looks import OTHER, OWNER

FULL: dict[str, Any] = {
    "owner": OWNER,
    "title": "Puppy",
    "description": "<b>ours</b>",
    "tags": (Tag(raw="dog", author=OWNER),),
    "permission": Permission(ispublic="1", isfriend="0", isfamily="0"),
    "public": True,
    "participation": Participation(comment="3", addmeta="2"),
    "geo_permission": GeoPermission(ispublic="1", iscontact="0", isfriend="0", isfamily="0"),
    "location": Location(latitude="59.1", longitude="18.0", accuracy="16"),
    "license": "4",
    "date_taken": DateTaken(taken="0000-00-00 00:00:00"),
    "posted": "5",
    "media": "photo",
    "safety_level": "0",
    "rotation": "0",
    "picture": Picture(server="1", secret="a"),
    "original": Original(secret="b", format="jpg"),
    "download": "1",
    "sizes": (Size(label="Small", width="240", height="180", source="https://x/s.jpg"),),
    "exif": Exif(camera="Box"),
    "license_history": (LicenseChange(date="6", old="All Rights Reserved", new="CC BY 2.0"),),
}
OTHERWISE: dict[str, Any] = {
    "title": "",
    "description": "",
    "tags": (),
    "permission": Permission(ispublic="0", isfriend="0", isfamily="0"),
    "public": False,
    "participation": Participation(comment="0", addmeta="0"),
    "geo_permission": None,
    "location": None,
    "license": "0",
    "date_taken": DateTaken(taken="2010-01-01 00:00:00"),
    "posted": "4",
    "media": "video",
    "safety_level": "2",
    "rotation": "90",
    "picture": Picture(server="1", secret="c"),
    "original": None,
    "download": "0",
    "sizes": (),
    "exif": Exif(),
    "license_history": (),
}
MANY: dict[str, Any] = {
    "comments": {
        "c": Comment(id="c", author=OTHER, authorname="o", datecreate="6", text="so sweet")
    },
    "notes": {"n": Note(id="n", author=OTHER, x="1", y="2", w="3", h="4", text="nose")},
    "people": {OTHER: PersonTag(nsid=OTHER)},
    "groups": {"g": Group(id="g", title="Dogs", path="/groups/dogs/pool/")},
    "galleries": {"y": Gallery(id="y", title="Noses", owner=OTHER, username="o")},
}
