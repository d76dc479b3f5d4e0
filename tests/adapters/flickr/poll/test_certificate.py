"""What Flickr states against what the archive holds."""

from __future__ import annotations

from adapters.flickr.poll.certificate import check_albums, check_photos
from adapters.flickr.poll.ports import Report
from adapters.flickr.poll.run import POLLERS
from domain.backup import BackupFinished, Certificate, Count
from domain.clock import Happened
from domain.photo.events import PhotoPermissionChanged
from domain.photo.values import Permission
from projections.reading import polling
from tests.adapters.flickr.poll.visited import DAY, START, Visited

PERMS = ("public", "friends", "family", "friends_family", "private")


def test_an_archive_that_is_whole_agrees_by_permission_and_by_year(world: Visited) -> None:
    ada = world.join("ada")
    for number, perms in enumerate(PERMS):
        world.flickr.photo(ada, perms=perms, date_upload=1_300_000_000 + number * 31_536_000)
    world.visit(ada, ["photos"])
    certificate = check_photos(world.archive.poll(ada, Report()))
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
    certificate = check_photos(world.archive.poll(ada, Report()))
    assert not certificate.whole
    assert certificate.lacking == (new,)
    assert certificate.unlisted == (gone,)
    assert Count("permission private", 1, 0) in certificate.counts
    assert world.head() == head
    world.days_pass()
    world.visit(ada, ["photos"])
    assert check_photos(world.archive.poll(ada, Report())).whole


def test_albums_are_compared_by_how_many_photos_they_have(world: Visited) -> None:
    ada = world.join("ada")
    first, second = (world.flickr.photo(ada) for _ in range(2))
    album = world.flickr.album(ada, "Trip", [first])
    world.visit(ada, ["albums"])
    assert check_albums(world.archive.poll(ada, Report())).whole
    world.flickr.change_album(album, photos=[first, second])
    other = world.flickr.album(ada, "Home", [first])
    certificate = check_albums(world.archive.poll(ada, Report()))
    assert Count(f"album {album}", 2, 1) in certificate.counts
    assert certificate.lacking == (other,)


def test_a_finished_run_records_its_certificate_and_carries_it_forward(world: Visited) -> None:
    ada = world.join("ada")
    first = world.flickr.photo(ada, perms="friends", date_upload=START)
    world.visit(ada)
    made = certificates(world, ada)
    assert made["photos"].certificate == Certificate(
        (Count("permission friends", 1, 1), Count("year 2020", 1, 1))
    )
    assert all(certified.certificate.whole for certified in made.values())
    assert set(made) == set(POLLERS)
    later = world.days_pass()
    world.visit(ada)
    again = certificates(world, ada)
    assert [found.made for found in again.values()] == [START] * len(POLLERS)
    assert [found.confirmed for found in again.values()] == [later] * len(POLLERS)
    recorded = [run.certificate for run in finished(world, ada) if run.kind == "photos"]
    assert [found is None for found in recorded] == [False, True]
    assert world.calls["flickr.people.getPhotos"] == 1
    world.flickr.change_photo(first, perms="private")
    now = world.days_pass()
    world.visit(ada)
    assert certificates(world, ada)["photos"].made == now


def test_a_photo_that_always_fails_is_named_by_the_certificate(world: Visited) -> None:
    ada = world.join("ada")
    broken, _ = (world.flickr.photo(ada, date_upload=START) for _ in range(2))
    world.flickr.fault(f"/static/*/{broken}_*", "truncate", times=0)
    report = world.visit(ada, ["photos"])
    assert report.certificate == Certificate(
        (Count("permission public", 2, 2), Count("year 2020", 2, 2)), without_file=(broken,)
    )
    assert certificates(world, ada)["photos"].certificate == report.certificate
    world.flickr.no_faults()
    world.days_pass()
    report = world.visit(ada, ["photos"])
    assert report.certificate is not None
    assert report.certificate.whole


def test_a_change_that_flickr_did_not_date_is_found_by_the_counts(world: Visited) -> None:
    """A permission changed years ago by its date: `recentlyUpdated` does not name it."""
    ada = world.join("ada")
    photo_id = world.flickr.photo(ada, date_upload=START - DAY, last_update=START - DAY)
    world.visit(ada, ["photos"])
    world.flickr.clock(START - DAY)
    world.flickr.change_photo(photo_id, perms="private")
    now = world.days_pass()
    world.flickr.photo(ada, date_upload=START)
    world.visit(ada, ["photos"])
    permission = world.photo(photo_id).permission
    assert permission == Permission(ispublic="0", isfriend="0", isfamily="0")
    [changed] = [f for f in world.facts(photo_id) if isinstance(f.event, PhotoPermissionChanged)]
    assert changed.happened == Happened(START, now)


def certificates(world: Visited, nsid: str) -> dict[str, polling.Certified]:
    with world.archive.generations.live().connect() as connection:
        return polling.certificates(connection, nsid)


def finished(world: Visited, nsid: str) -> list[BackupFinished]:
    """The records of a member's runs, in their order."""
    events = [
        fact.event
        for stream, facts in world.archive.log.by_stream()
        if stream.startswith(f"backup:{nsid}:")
        for fact in facts
    ]
    return [event for event in events if isinstance(event, BackupFinished)]
