"""From a change at Flickr to the archive, by PuSH alone; and the same archive as by polling."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from adapters.operations.tokens import MemberToken
from domain import streams
from domain.fave import fave_history
from projections.reading.people import last_run
from tests.adapters.flickr.poll.visited import Visited
from tests.adapters.flickr.push.receiving import (
    Receiving,
    archive,
    emptied,
    receiving,
    send_form,
)
from tests.adapters.simulator.running import Simulator, shared_simulator

__all__ = ["archive", "shared_simulator"]


def test_a_change_is_in_the_archive_once_flickr_has_told(archive: Receiving) -> None:
    flickr = archive.world.flickr
    world = archive.world
    ada = world.join("ada")
    photo = flickr.photo(ada, title="Boat")
    world.visit(ada, ["photos"])
    covered = world.now[0]
    archive.subscribe(ada, "my_photos")
    changed = world.days_pass(0.2)
    flickr.change_photo(photo, title="Ship")
    world.days_pass(0.2)
    archive.react()
    assert world.photo(photo).title == "Ship"
    fact = world.facts(photo)[-1]
    assert (fact.via, fact.account) == ("push", ada)
    assert (fact.happened.after, fact.happened.until) == (covered, changed)


def test_a_new_photo_and_its_files_are_in_the_archive(archive: Receiving) -> None:
    flickr = archive.world.flickr
    ada = archive.world.join("ada")
    archive.subscribe(ada, "my_photos")
    photo = flickr.photo(ada, title="Boat", width=2_000, height=1_000)
    archive.react()
    assert archive.world.photo(photo).title == "Boat"
    assert "o" in archive.world.files(photo)


def test_nothing_in_a_ping_is_believed_before_flickr_confirms_it(archive: Receiving) -> None:
    flickr = archive.world.flickr
    world = archive.world
    ada = world.join("ada")
    photo = flickr.photo(ada, title="Boat")
    world.visit(ada, ["photos"])
    archive.subscribe(ada, "my_photos")
    head = world.head()
    flickr.ping(photo, types=["deleted"])
    archive.react()
    assert world.news(head) == ["push-pinged"]
    assert world.photo(photo).deleted is not True


def test_hundreds_of_pings_about_one_photo_cost_at_most_five_looks(archive: Receiving) -> None:
    flickr = archive.world.flickr
    ada = archive.world.join("ada")
    photo = flickr.photo(ada)
    archive.subscribe(ada, "my_photos")
    flickr.forget_calls()
    for second in range(10):
        flickr.clock(archive.world.now[0] + second)
        flickr.ping(photo, times=30)
    archive.react()
    assert archive.world.calls["flickr.photos.getInfo"] <= 5


def test_pings_of_a_member_whose_backups_rest_cost_no_call(archive: Receiving) -> None:
    flickr = archive.world.flickr
    ada = archive.world.join("ada")
    archive.subscribe(ada, "my_photos")
    archive.world.archive.accounts.pause_backups(ada, True)
    flickr.photo(ada)
    flickr.forget_calls()
    archive.react()
    assert not archive.world.calls


def test_trouble_at_flickr_delays_a_look_and_loses_none(archive: Receiving) -> None:
    flickr = archive.world.flickr
    ada = archive.world.join("ada")
    archive.subscribe(ada, "my_photos")
    flickr.fault("flickr.photos.getInfo", "http_500", times=5)
    photo = flickr.photo(ada, title="Boat")
    archive.react()
    assert archive.world.photo(photo).title == "Boat"


def test_what_a_backup_set_aside_is_tried_again_when_its_member_asks(archive: Receiving) -> None:
    world = archive.world
    ada = world.join("ada")
    photo = world.flickr.photo(ada, title="Boat")
    world.flickr.fault("flickr.photos.getInfo", "html", times=50)
    assert photo in world.visit(ada, ["photos"]).missing
    world.flickr.no_faults()
    assert send_form(archive, ada, "account/flickr/backups", again="photos").status_code == 303
    archive.react()
    assert world.photo(photo).title == "Boat"
    engine = world.archive.generations.live()
    with engine.connect() as connection:
        run = last_run(connection, ada, "photos")
    assert run is not None
    assert run.missing == ()


def test_a_backup_that_is_asked_for_and_refused_says_why(archive: Receiving) -> None:
    world = archive.world
    ada = world.join("ada")
    world.flickr.fault("flickr.people", "bad_signature", times=50)
    send_form(archive, ada, "account/flickr/backups", again="photos")
    archive.react()
    [look] = archive.reaction.looks.of(ada)
    assert (look.subject, look.due) == ("photos", None)
    assert "signature" in look.why


def test_deliveries_late_doubled_and_reversed_change_nothing_twice(archive: Receiving) -> None:
    flickr = archive.world.flickr
    world = archive.world
    ada = world.join("ada")
    made = archive.subscribe(ada, "my_photos")
    flickr.push(hold=True, reversed=True, copies=3)
    photo = flickr.photo(ada, title="Boat")
    flickr.change_photo(photo, title="Ship")
    flickr.change_photo(photo, title="Raft")
    flickr.push(hold=False)
    archive.react()
    flickr.push(again=True)
    archive.react()
    assert archive.pings(made) == 3
    assert world.photo(photo).title == "Raft"


def state(world: Visited, ada: str, photos: list[str]) -> dict[str, tuple[Any, Any]]:
    """What an archive holds now of some photos, and when Ada faved each."""
    held = {}
    for photo in photos:
        recorded = world.archive.log.read(streams.fave(ada, photo))
        fave = fave_history(entry.fact for entry in recorded).now
        seen = world.photo(photo) if world.facts(photo) else None
        held[photo] = (seen, fave and fave.state.date_faved)
    return held


def join_too(world: Visited, nsid: str) -> None:
    """Let somebody join who is a member of another archive as well."""
    token = world.flickr.token(nsid, world.key, perms="read")
    world.archive.accounts.join(MemberToken(nsid, token.token, token.secret, "read"), "ada")


def test_polling_push_and_both_end_in_the_same_state(
    shared_simulator: Simulator, tmp_path: Path
) -> None:
    """Three archives of one member, all polled once; then each keeps up in its own way."""
    with emptied(shared_simulator) as flickr, ExitStack() as stack:
        polled, pushed, both = (
            stack.enter_context(receiving(flickr, tmp_path / name))
            for name in ("polled", "pushed", "both")
        )

        def time_passes(days: float) -> None:
            now = polled.world.days_pass(days)
            for each in (pushed, both):
                each.world.now[0] = now

        ada, ben = flickr.person("ada"), flickr.person("ben")
        mine = [flickr.photo(ada, title=f"Mine {n}", tags="one") for n in range(6)]
        theirs = [flickr.photo(ben, title=f"Theirs {n}") for n in range(3)]
        flickr.fave(ada, theirs[0])
        time_passes(1)
        for each in (polled, pushed, both):
            join_too(each.world, ada)
            each.world.visit(ada)
        for each in (pushed, both):
            each.subscribe(ada, "my_photos")
            each.subscribe(ada, "my_faves")
        changes: list[Callable[[], object]] = [
            lambda: flickr.change_photo(mine[0], title="Retitled", description="<b>so</b>"),
            lambda: mine.append(flickr.photo(ada, title="New", lat=52.4, lon=4.9)),
            lambda: flickr.change_photo(mine[1], perms="private", tags="two three"),
            lambda: flickr.fave(ada, theirs[1]),
            lambda: flickr.change_photo(mine[2], lat=35.0, lon=135.8, geoperms="friends"),
            lambda: flickr.comment(mine[2], ben, "Lovely"),
            lambda: flickr.delete_photo(mine[3]),
            lambda: flickr.unfave(ada, theirs[0]),
            lambda: flickr.change_photo(mine[4], rotation=90, license=4),
            lambda: flickr.change_photo(mine[0], title="Retitled again"),
            lambda: flickr.change_photo(mine[1], perms="public"),
            lambda: flickr.fave(ada, theirs[2]),
        ]
        for number, happen in enumerate(changes):
            time_passes(0.05)
            happen()
            time_passes(0.01)
            if number % 2:
                pushed.react()
            if number % 5 == 0:
                both.react()
            if number % 6 == 1:
                both.world.visit(ada)
        pushed.react()
        both.react()
        time_passes(0.01)
        polled.world.visit(ada)
        everything = [*mine, *theirs]
        wanted = state(polled.world, ada, everything)
        assert state(pushed.world, ada, everything) == wanted
        assert state(both.world, ada, everything) == wanted
        assert wanted[mine[0]][0].title == "Retitled again"
        assert wanted[mine[3]][0].deleted is True
        assert wanted[theirs[0]][1] is None
