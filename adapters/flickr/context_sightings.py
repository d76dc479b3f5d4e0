"""From what Flickr said of a photo's surroundings to domain values: groups, galleries, licences."""

from __future__ import annotations

from adapters.flickr.reading import Node, many, text
from domain.photo.values import Gallery, Group, LicenseChange


def groups_from(node: Node) -> dict[str, Group]:
    """Read the pools of flickr.photos.getAllContexts, by group. Albums have lists of their own."""
    groups = [
        Group(
            id=text(pool, "id") or "",
            title=text(pool, "title") or "",
            path=text(pool, "url") or "",
        )
        for pool in many(node, "pool")
    ]
    return {group.id: group for group in groups}


def galleries_from(rows: list[Node]) -> dict[str, Gallery]:
    """Read the rows of flickr.galleries.getListForPhoto, by gallery."""
    galleries = [
        Gallery(
            id=text(row, "gallery_id") or "",
            title=text(row, "title") or "",
            owner=text(row, "owner") or "",
            username=text(row, "username") or "",
        )
        for row in rows
    ]
    return {gallery.id: gallery for gallery in galleries}


def license_history_from(node: Node) -> tuple[LicenseChange, ...]:
    """Read flickr.photos.licenses.getLicenseHistory: every change of the licence, oldest first."""
    changes = [
        LicenseChange(
            date=text(change, "date_change") or "",
            old=text(change, "old_license") or "",
            new=text(change, "new_license") or "",
        )
        for change in many(node, "license_history")
    ]
    return tuple(sorted(changes, key=lambda change: change.date.rjust(20)))
