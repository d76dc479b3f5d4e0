"""The world of the demo: its life, its pictures, and playing it against the real simulator."""

import itertools
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import ExifTags, Image

from adapters.flickr.simulator.lived_in import catalogue, photographs, pictures
from adapters.flickr.simulator.lived_in.cameras import Exposure, exif_of
from adapters.flickr.simulator.lived_in.happening import MEMBERS, OUTSIDERS, PERMS, Happening, day
from adapters.flickr.simulator.lived_in.life import exposures, happenings, visits
from adapters.flickr.simulator.lived_in.pictures import draw, make_pictures
from adapters.flickr.simulator.lived_in.play import Player
from tests.adapters.simulator.running import ApiKey, Simulator, Token, simulator

__all__ = ["simulator"]


def _uploads(life: Sequence[Happening]) -> list[Happening]:
    return [happening for happening in life if happening.call == "photos"]


def _of_members(life: Sequence[Happening]) -> list[Happening]:
    members = {f"${username}" for username in MEMBERS}
    return [upload for upload in _uploads(life) if upload.body["owner"] in members]


def test_life_is_the_same_every_time() -> None:
    again = happenings.__wrapped__()
    assert again == happenings()
    assert [happening.at for happening in again] == sorted(happening.at for happening in again)


def test_the_members_have_two_hundred_photos_of_every_permission() -> None:
    photos = _of_members(happenings())
    assert len(photos) >= 200
    owners = Counter(photo.body["owner"] for photo in photos)
    assert set(owners) == {f"${username}" for username in MEMBERS}
    for owner in owners:
        perms = {photo.body["perms"] for photo in photos if photo.body["owner"] == owner}
        assert perms == set(PERMS), owner


def test_some_photos_with_a_place_are_of_indoors_and_more_of_outdoors() -> None:
    told = Counter(u.body.get("context") for u in _of_members(happenings()) if "lat" in u.body)
    assert told.keys() == {1, 2}
    assert told[2] > told[1]


def test_no_two_photos_show_the_same_picture() -> None:
    shown = Counter(upload.picture for upload in _uploads(happenings()))
    assert set(shown.values()) == {1}


def test_a_member_does_not_show_the_same_photograph_again_at_once() -> None:
    for username in MEMBERS:
        own = [u for u in _of_members(happenings()) if u.body["owner"] == f"${username}"]
        kinds = [catalogue.kind_of(upload.picture) for upload in own]
        for at, kind in enumerate(kinds):
            if kind in photographs.PHOTOGRAPHS:
                assert kind not in kinds[at + 1 : at + 10]


def test_every_kind_of_change_happens() -> None:
    changed = Counter(
        field
        for happening in happenings()
        if happening.method == "PATCH" and happening.call.startswith("photos/")
        for field in happening.body
    )
    wanted = {"title", "description", "tags", "perms", "geoperms", "lat", "license"}
    assert wanted | {"date_taken", "notes", "people"} <= set(changed)
    calls = {(happening.method, happening.call) for happening in happenings()}
    assert {("DELETE", "faves"), ("DELETE", "contacts"), ("POST", "comments")} <= calls
    assert any(call.endswith("/replace") for _, call in calls)
    deleted = [call for method, call in calls if method == "DELETE" and "$other" not in call]
    assert len([call for call in deleted if call.startswith("photos/")]) == 9


def test_some_photos_are_uploaded_years_after_they_were_taken() -> None:
    photos = _of_members(happenings())
    late = [p for p in photos if int(p.body["date_taken"][:4]) + 5 < _year(p.at)]
    assert 5 <= len(late) <= 40


def _year(at: int) -> int:
    return 1970 + int(at / 86_400 / 365.2425)


def test_nothing_happens_to_a_photo_before_it_is_there_or_after_it_is_gone() -> None:
    there: set[str] = set()
    for happening in happenings():
        named = [str(happening.body.get(name, "")) for name in ("id", "nsid", "owner", "author")]
        named += [str(photo) for photo in happening.body.get("photos", ())]
        named += [part for part in happening.call.split("/") if part.startswith("$")]
        assert {name for name in named if name} <= there, happening
        if happening.name:
            there.add(f"${happening.name}")
        if happening.method == "DELETE" and happening.call.startswith("photos/"):
            there.discard(happening.call.removeprefix("photos/"))


def test_the_visits_begin_with_the_first_members_and_leave_a_year_out() -> None:
    days = visits()
    assert len(days) == 36
    assert list(days) == sorted(days)
    assert min(MEMBERS.values()) <= days[0]
    assert max(b - a for a, b in itertools.pairwise(days)) >= 365 * 86_400
    assert happenings()[-1].at < days[-1] <= day("2026-11-20")


@pytest.mark.parametrize("kind", sorted(catalogue.COUNTS))
def test_a_picture_has_colours_or_greys_from_dark_to_light_and_is_the_same_again(
    kind: str,
) -> None:
    name = catalogue.names(kind)[0]
    picture = draw(name)
    assert max(picture.size) == pictures.LONG_SIDE
    low, high = picture.convert("L").resize((64, 64)).getextrema()
    assert isinstance(low, float | int)
    assert isinstance(high, float | int)
    assert high - low > 60
    assert draw(name).tobytes() == picture.tobytes()


def test_without_the_package_a_landscape_takes_the_photographs_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(photographs, "find_spec", lambda _package: None)
    monkeypatch.setattr(photographs, "_DEBIAN", Path("/nonexistent"))
    for name in ("coffee-00", "peaks-00"):
        picture = draw(name)
        assert max(picture.size) == pictures.LONG_SIDE
        assert len(picture.resize((32, 32)).getcolors(1024) or ()) > 100


def test_a_photograph_is_credited_and_under_its_own_licence_however_often_it_is_described() -> None:
    for happening in happenings():
        kind = catalogue.kind_of(happening.picture)
        source = photographs.PHOTOGRAPHS.get(kind)
        if source is not None and happening.call == "photos":
            assert source.credit in happening.body["description"]
            assert happening.body["license"] == source.license
    uploads = {f"photos/${u.name}": u.picture for u in _uploads(happenings())}
    for happening in happenings():
        source = photographs.PHOTOGRAPHS.get(catalogue.kind_of(uploads.get(happening.call, "")))
        if source is not None:
            assert "license" not in happening.body
            assert source.credit in happening.body.get("description", source.credit)


def test_a_camera_that_wrote_of_itself_is_believed_but_for_the_date(tmp_path: Path) -> None:
    photograph = tmp_path / "storm.jpg"
    told = Image.Exif()
    told[ExifTags.Base.Make], told[ExifTags.Base.Model] = "Canon", "Canon EOS 400D DIGITAL"
    told[ExifTags.IFD.Exif] = {ExifTags.Base.FNumber: 3.5, ExifTags.Base.FocalLength: 0.0}
    Image.new("RGB", (8, 8)).save(photograph, exif=told)
    exif = exif_of(Exposure("tin-roof", "2016-04-20 19:12:06", "storm"), photograph)
    more = exif.get_ifd(ExifTags.IFD.Exif)
    assert exif[ExifTags.Base.Model] == "Canon EOS 400D DIGITAL"
    assert more[ExifTags.Base.FNumber] == 3.5
    assert ExifTags.Base.FocalLength not in more  # nought: a lens that the camera does not know
    assert more[ExifTags.Base.DateTimeOriginal] == "2016:04:20 19:12:06"


@pytest.fixture(scope="module")
def few() -> tuple[Happening, ...]:
    """Everything that happens to people, and what happens to a few of the photos."""
    some = {upload.name for upload in _uploads(happenings())[::16]}

    def concerns_some(happening: Happening) -> bool:
        named = {happening.call.partition("/$")[2].partition("/")[0]}
        named |= {happening.name} if happening.call == "photos" else set()
        named.add(str(happening.body.get("id", "")).lstrip("$"))
        return bool(named & some)

    people = {*MEMBERS, *OUTSIDERS}
    return tuple(
        happening
        for happening in happenings()
        if happening.name in people
        or happening.call == "contacts"
        or happening.call.startswith("people/")
        or concerns_some(happening)
    )


@pytest.fixture(scope="module")
def some_pictures(
    few: tuple[Happening, ...], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    with pytest.MonkeyPatch.context() as patch:
        shown = {happening.picture for happening in few if happening.picture}
        patch.setattr(
            pictures, "exposures", lambda: {name: exposures()[name] for name in sorted(shown)}
        )
        return dict(make_pictures(tmp_path_factory.mktemp("pictures")))


def test_a_picture_says_who_took_it_with_what_and_when(some_pictures: dict[str, Path]) -> None:
    for name, path in some_pictures.items():
        with Image.open(path) as picture:
            exif = picture.getexif()
            taken = exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal]
        assert exif[ExifTags.Base.Model]
        assert taken == exposures()[name].taken.replace("-", ":")


def test_pictures_are_made_once(some_pictures: dict[str, Path], few: tuple[Happening, ...]) -> None:
    assert {happening.picture for happening in few} - {""} == set(some_pictures)
    before = {path: path.stat().st_mtime_ns for path in some_pictures.values()}
    folder = next(iter(before)).parent
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            pictures, "exposures", lambda: {name: exposures()[name] for name in some_pictures}
        )
        assert make_pictures(folder) == some_pictures
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_a_life_is_played_and_gone_on_with(
    simulator: Simulator,
    few: tuple[Happening, ...],
    some_pictures: dict[str, Path],
    tmp_path: Path,
) -> None:
    kept = tmp_path / "played"
    half = few[len(few) // 2].at
    played = Player(simulator.root, some_pictures, few, kept).play_until(half)
    assert 0 < played < len(few)
    player = Player(simulator.root, some_pictures, few, kept)
    assert player.play_until(half) == 0
    assert player.play_until(visits()[-1]) == len(few) - played

    gone = sum(h.method == "DELETE" and h.call.startswith("photos/") for h in few)
    people = [player.nsid(username) for username in (*MEMBERS, *OUTSIDERS)]
    there = [photo for nsid in people for photo in simulator.ask("GET", f"photos?owner={nsid}")]
    assert len(there) == len(_uploads(few)) - gone
    assert all(photo["file"] for photo in there)


def test_a_member_of_the_lived_in_world_signs_calls_with_their_credentials(
    simulator: Simulator, few: tuple[Happening, ...]
) -> None:
    player = Player(simulator.root, {}, few)
    player.play_until(day("2011-01-02"))
    nsid, key, secret, token, token_secret = player.credentials("tin-roof")
    flickr = simulator.flickr(ApiKey(key, secret), Token(token, token_secret))
    assert flickr.call("flickr.test.login")["user"]["id"] == nsid
