"""Who may see what on Flickr, as the caller of a method is known to it: by NSID, or as nobody."""

from adapters.flickr.simulator.values import Contact, Photo
from adapters.flickr.simulator.world import World

FREE_ACCOUNTS_LOST_ORIGINALS = 1747267200
"""15 May 2025: from then on photos of free accounts may be had in sizes up to 1024 alone."""


def relation(world: World, owner: str, viewer: str | None) -> Contact | None:
    """What `owner` calls `viewer`; None when they are no contact."""
    return world.contacts_of(owner).get(viewer) if viewer else None


def sees(world: World, photo: Photo, viewer: str | None) -> bool:
    """Whether a viewer may see a photo."""
    if photo.is_public or photo.owner == viewer:
        return True
    contact = relation(world, photo.owner, viewer)
    if contact is None:
        return False
    return (photo.is_friend and contact.friend) or (photo.is_family and contact.family)


def sees_place(world: World, photo: Photo, viewer: str | None) -> bool:
    """Whether a viewer who may see the photo may see where it was taken as well."""
    if photo.location is None:
        return False
    perms = photo.geoperms
    if perms.is_public or photo.owner == viewer:
        return True
    contact = relation(world, photo.owner, viewer)
    if contact is None:
        return False
    return (
        perms.is_contact
        or (perms.is_friend and contact.friend)
        or (perms.is_family and contact.family)
    )


def large_sizes_exist(world: World, photo: Photo) -> bool:
    """Whether Flickr gives anyone more than 1024 pixels of this photo."""
    owner = world.known_person(photo.owner)
    return owner.is_pro or world.now() < FREE_ACCOUNTS_LOST_ORIGINALS


def may_download(world: World, photo: Photo, viewer: str | None) -> bool:
    """Whether a viewer who may see the photo is told where its original is."""
    allowed = photo.can_download or photo.owner == viewer
    return allowed and large_sizes_exist(world, photo)


def may_comment(world: World, photo: Photo, viewer: str | None) -> bool:
    """Whether a viewer may comment: 0 nobody, 1 friends and family, 2 contacts, 3 everybody."""
    return _may(world, photo, viewer, photo.perm_comment)


def may_add_meta(world: World, photo: Photo, viewer: str | None) -> bool:
    """Whether a viewer may add tags, notes and people: `perm_addmeta`, as for comments."""
    return _may(world, photo, viewer, photo.perm_addmeta)


def _may(world: World, photo: Photo, viewer: str | None, level: int) -> bool:
    if viewer is None:
        return False
    if viewer == photo.owner or level == 3:
        return True
    contact = relation(world, photo.owner, viewer)
    if contact is None:
        return False
    return level == 2 or (level == 1 and (contact.friend or contact.family))
