"""What Flickr states against what the archive holds."""

from __future__ import annotations

from adapters.flickr.poll.certificate import Count, certify_albums, certify_photos
from adapters.flickr.poll.ports import Report
from tests.adapters.flickr.poll.visited import Visited

PERMS = ("public", "friends", "family", "friends_family", "private")


def test_an_archive_that_is_whole_agrees_by_permission_and_by_year(world: Visited) -> None:
    ada = world.join("ada")
    for number, perms in enumerate(PERMS):
        world.flickr.photo(ada, perms=perms, date_upload=1_300_000_000 + number * 31_536_000)
    world.visit(ada, ["photos"])
    certificate = certify_photos(world.archive.poll(ada, Report()))
    assert certificate.whole
    assert [count for count in certificate.counts if count.what.startswith("permission")] == [
        Count(f"permission {name}", 1, 1)
        for name in ("family", "friends", "friends and family", "private", "public")
    ]
    assert [count.what for count in certificate.counts if count.what.startswith("year")] == [
        f"year {year}" for year in range(2011, 2016)
    ]


def test_what_differs_is_named_photo_by_photo(world: Visited) -> None:
    ada = world.join("ada")
    gone, changed = (world.flickr.photo(ada) for _ in range(2))
    world.visit(ada, ["photos"])
    world.flickr.delete_photo(gone)
    world.flickr.change_photo(changed, perms="private")
    new = world.flickr.photo(ada)
    head = world.head()
    certificate = certify_photos(world.archive.poll(ada, Report()))
    assert not certificate.whole
    assert certificate.lacking == (new,)
    assert certificate.unlisted == (gone,)
    assert Count("permission private", 1, 0) in certificate.counts
    assert world.head() == head
    world.days_pass()
    world.visit(ada, ["photos"])
    assert certify_photos(world.archive.poll(ada, Report())).whole


def test_albums_are_compared_by_how_many_photos_they_have(world: Visited) -> None:
    ada = world.join("ada")
    first, second = (world.flickr.photo(ada) for _ in range(2))
    album = world.flickr.album(ada, "Trip", [first])
    world.visit(ada, ["albums"])
    assert certify_albums(world.archive.poll(ada, Report())).whole
    world.flickr.change_album(album, photos=[first, second])
    other = world.flickr.album(ada, "Home", [first])
    certificate = certify_albums(world.archive.poll(ada, Report()))
    assert Count(f"album {album}", 2, 1) in certificate.counts
    assert certificate.lacking == (other,)
