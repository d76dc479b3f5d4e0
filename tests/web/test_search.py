"""Searching on the site: what is found, by whom, on which day, and what is wrong."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from domain.photo.values import Exif, ExifTag, Location, PersonTag, Picture, Tag
from domain.search.parsing import OPERATORS
from tests.web.test_visibility import ADMITTED, EVERYBODY
from tests.web.world import ADA, BOB, EVE, FAY, World, circle, day

ID = "53000000001"


def data(world: World, viewer: str = "", **params: str) -> Any:
    answer = world.client(viewer).simulate_get("/search", params={"format": "json", **params})
    assert answer.status_code == 200, answer.text
    return answer.json


def found(world: World, viewer: str = "", **params: str) -> list[str]:
    return [photo["id"] for photo in data(world, viewer, **params)["photos"]]


@pytest.mark.parametrize("permission", ADMITTED)
def test_a_photo_is_found_and_counted_for_those_whom_its_permission_admits(
    world: World, permission: str
) -> None:
    world.photo(ID, permission=permission, at=day(1), title="Tin roof", tags=(Tag(raw="Roof"),))
    for viewer in EVERYBODY:
        answer = data(world, viewer, q="roof")
        admitted = viewer in ADMITTED[permission]
        assert answer["total"] == len(answer["photos"]) == int(admitted), viewer
        tags = [f["values"] for f in answer["facets"] if f["name"] == "Tags"]
        assert [v["name"] for values in tags for v in values] == ["roof"] * admitted, viewer


def test_a_day_in_the_past_is_searched_as_it_was_by_those_who_might_then_and_may_now(
    world: World,
) -> None:
    world.photo(ID, at=day(1), title="Old words")
    world.photo(ID, at=day(20), after=day(19), title="New words")
    assert found(world, q="old") == []
    assert found(world, q="old", as_of=f"@{day(5)}") == [ID]
    assert found(world, q="new", as_of=f"@{day(5)}") == []
    world.photo(ID, at=day(30), after=day(29), permission="private")
    assert found(world, q="old", as_of=f"@{day(5)}") == []
    assert found(world, ADA, q="old", as_of=f"@{day(5)}") == [ID]


def test_somebody_befriended_later_does_not_find_what_was_before(world: World) -> None:
    world.photo(ID, permission="friends", at=day(1))
    world.contact(ADA, FAY, friend=True, family=False, at=day(30))
    assert found(world, FAY) == [ID]
    assert found(world, FAY, as_of=f"@{day(10)}") == []


def test_a_place_is_found_by_those_alone_who_may_see_it(world: World) -> None:
    place = Location(latitude="51.5", longitude="-0.12", accuracy="15", locality="London")
    world.photo(ID, at=day(1), location=place, geo_permission="contacts")
    for viewer, sees in (("", False), (FAY, False), (EVE, True), (BOB, True), (ADA, True)):
        for query in ("place:london", "near:51.5,-0.1,10", "is:geotagged"):
            assert found(world, viewer, q=query) == [ID] * sees, (viewer, query)
        assert found(world, viewer, q="-place:london") == [ID] * (not sees), viewer
        names = [facet["name"] for facet in data(world, viewer)["facets"]]
        assert ("Towns" in names) == sees, viewer


def test_deleted_photos_are_found_by_their_owner_who_asks_for_them(world: World) -> None:
    world.photo(ID, at=day(1))
    world.gone(ID, at=day(4), after=day(2))
    assert found(world, ADA) == []
    assert found(world, ADA, q="is:deleted") == [ID]
    assert found(world, BOB, q="is:deleted") == []


def test_a_replaced_picture_has_its_colours_on_its_own_days(world: World) -> None:
    world.photo(ID, at=day(1))
    world.file(ID, tones="d9262e" * 12)
    world.photo(ID, at=day(20), after=day(19), picture=Picture(server="1", secret="anew"))
    world.file(ID, secret="anew", tones="2f6fd6" * 12)
    assert [found(world, q=f"colour:{name}") for name in ("blue", "red")] == [[ID], []]
    assert found(world, q="color:red", as_of=f"@{day(5)}") == [ID]
    [colours] = [f["values"] for f in data(world)["facets"] if f["name"] == "Colours"]
    assert [(v["name"], v["photos"], v["swatch"]) for v in colours] == [("blue", 1, "#2f6fd6")]


def test_a_tags_page_tells_what_goes_with_it_to_the_viewers_eyes(world: World) -> None:
    often = {"boat": 4, "light": 4, "pier": 2}
    for number in range(6):
        raws = [raw for raw, many in often.items() if number < many] or ["light"]
        world.photo(f"{ID}{number}", at=day(1), tags=tuple(Tag(raw=raw) for raw in raws))
    for number in (7, 8):
        world.photo(f"{ID}{number}", at=day(1), permission="private",
                    tags=(Tag(raw="boat"), Tag(raw="secret")))  # fmt: skip
    world.follow()
    address = world.client().simulate_get("/photos/ada/tags/boat/").headers["location"]
    page = world.client().simulate_get(f"{address}&format=json").json
    # of 6 photos 4 are of boats; of 2 with a pier 2 are: 2 * 6 / (4 * 2)
    assert [(t["name"], t["photos"], t["lift"]) for t in page["related"]] == [("pier", 2, 1.5)]
    assert [t["name"] for t in data(world, ADA, q="tag:boat")["related"]] == ["pier", "secret"]
    assert data(world, q="boat")["related"] == []
    world.photo(f"{ID}0", at=day(20), after=day(19), tags=(Tag(raw="boat"),))
    assert data(world, q="tag:boat")["related"] == []
    then = data(world, q="tag:boat", as_of=f"@{day(5)}")["related"]
    assert [t["name"] for t in then] == ["pier"]


def test_people_are_meant_by_alias_and_by_me(world: World) -> None:
    world.photo(ID, at=day(1))
    assert found(world, q="owner:ada") == [ID]
    assert found(world, ADA, q="owner:me") == [ID]
    assert data(world, q="owner:me")["problem"]["at"] == "me"


def test_people_are_meant_by_what_they_were_called_on_the_day_looked_at(world: World) -> None:
    world.photo(ID, at=day(1))
    world.person(ADA, "Countess", "ada", at=day(20))
    for called, now, then in (("ada lovelace", 0, 1), ("Countess", 1, 0), ("Zz", 0, 0)):
        query = f'owner:"{called}"'
        assert found(world, q=query) == [ID] * now, called
        assert found(world, q=query, as_of=f"@{day(5)}") == [ID] * then, called
    assert data(world, q="owner:Zz")["problem"]["at"] == "Zz"


def test_each_tag_of_a_photo_leads_to_the_photos_that_have_it(world: World) -> None:
    raws = ("San Francisco", "camera:make=Canon EOS", "Café", "!!", "x:y=!")
    world.photo(ID, at=day(1), tags=tuple(Tag(raw=raw) for raw in raws))
    world.photo(f"{ID}1", at=day(1))
    page = world.client().simulate_get(f"/photos/ada/{ID}", params={"format": "json"}).json
    paths = {tag["raw"]: tag["path"] for tag in page["tags"]}
    assert [raw for raw in raws if not paths[raw]] == ["!!", "x:y=!"]
    for path in filter(None, paths.values()):
        there = world.client().simulate_get(path, headers={"Accept": "application/json"}).json
        assert [photo["id"] for photo in there["photos"]] == [ID], path


def test_each_name_of_a_photos_place_leads_to_the_photos_taken_there(world: World) -> None:
    place = Location(latitude="52", longitude="5", accuracy="15", locality="The “old” town",
                     region='North "Holland"', country="日本")  # fmt: skip
    world.photo(ID, at=day(1), location=place, geo_permission="public")
    world.photo(f"{ID}1", at=day(1))
    page = world.client().simulate_get(f"/photos/ada/{ID}/").text
    paths = [unescape(path) for path in re.findall(r'href="(/search\?q=[^"]*place:[^"]*)"', page)]
    assert len(paths) == 3
    for path in paths:
        there = world.client().simulate_get(path, headers={"Accept": "application/json"}).json
        assert [photo["id"] for photo in there["photos"]] == [ID], path


def test_a_page_past_the_last_one_says_that_it_is(world: World) -> None:
    world.photo(ID, at=day(1))
    page = world.client().simulate_get("/search", params={"page": "2"}).text
    assert "Nothing is found" not in page
    assert "fewer pages" in page


def test_a_shelf_of_colours_has_each_with_its_count_and_its_newest_picture(world: World) -> None:
    for number, ink in enumerate(("d9262e", "2f6fd6", "2f6fd6"), 1):
        world.photo(str(number), at=day(number))
        world.file(str(number), secret=f"s{number}", tones=ink * 12)
    shelf = world.client().simulate_get("/photos/ada/colours", params={"format": "json"}).json
    [colours] = [facet["values"] for facet in shelf["facets"]]
    counted = [(v["name"], v["photos"], v["newest"]["id"], v["swatch"]) for v in colours]
    assert counted == [("blue", 2, "3", "#2f6fd6"), ("red", 1, "1", "#d9262e")]
    assert 'fill="#d9262e"' in world.client().simulate_get("/photos/ada/colours").text


def test_a_wrong_query_is_answered_with_the_place_of_what_is_wrong(world: World) -> None:
    problem = data(world, q="boat is:nice <b>")["problem"]
    assert (problem["start"], problem["end"], problem["at"]) == (8, 12, "nice")
    page = world.client().simulate_get("/search", params={"q": "boat is:nice <b>"}).text
    assert "boat is:<mark>nice</mark> &lt;b&gt;" in page


@pytest.mark.parametrize(("language", "expected"), [("", []), ("english", [ID])])
def test_words_are_found_as_they_are_unless_a_language_is_chosen(
    tmp_path: Path, language: str, expected: list[str]
) -> None:
    world = World(tmp_path, {"search_stemming": language})
    circle(world)
    world.photo(ID, at=day(1), title="Two boats")
    assert found(world, q="boat") == expected
    assert found(world, q="boats") == [ID]
    world.close()


@pytest.mark.parametrize(
    "query",
    [
        "東京\u3000塔",
        "tokyo\u00a0塔",
        "👩\u200d👧",
        "\u200f塔",
        "क्\u200dष",
        "塔\ttokyo",
        "塔\u2028tokyo",
    ],
)
def test_signs_that_nobody_sees_are_no_reason_to_refuse_a_search(world: World, query: str) -> None:
    world.photo(ID, at=day(1), title="東京塔 tokyo 👩\u200d👧 क्ष")
    assert found(world, q=query) == [ID]


def test_what_is_found_is_read_page_by_page(world: World) -> None:
    for number in range(70):
        world.photo(str(53_000_000_000 + number), at=day(1), posted=str(day(-number)))
    first = data(world, q="photo", sort="posted")
    client = world.client()
    headers = {"Accept": "application/json"}
    second = client.simulate_get(first["pager"]["older_path"], headers=headers).json
    seen = [photo["id"] for page in (first, second) for photo in page["photos"]]
    assert seen == [str(53_000_000_000 + number) for number in range(70)]
    assert first["total"] == second["total"] == 70
    assert second["pager"]["older_path"] == ""


@pytest.mark.parametrize("params", [{"page": "0"}, {"page": "x"}, {"page": "101"}, {"sort": "x"}])
def test_what_makes_no_sense_is_refused(world: World, params: dict[str, str]) -> None:
    assert world.client().simulate_get("/search", params=params).status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "' OR 1=1 --",
        '") OR 1',
        "tag:a'--",
        "NEAR(a b)",
        "title:*",
        "{!func}x",
        "*",
    ],
)
def test_nothing_that_is_typed_reaches_the_index_as_a_query_of_its_own(
    world: World, query: str
) -> None:
    world.photo(ID, permission="private", at=day(1))
    assert found(world, q=query) == []


def test_shelves_count_what_the_viewer_may_see(world: World) -> None:
    for number, permission in ((1, "public"), (2, "friends"), (3, "private")):
        tags = (Tag(raw="Boat"), Tag(raw="camera:make=Canon"))
        world.photo(str(number), permission=permission, at=day(1), tags=tags)
    for viewer, count in (("", 1), (EVE, 1), (BOB, 2), (ADA, 3)):
        client = world.client(viewer)
        for page in ("tags", "machine-tags", "archives"):
            shelf = client.simulate_get(f"/photos/ada/{page}", params={"format": "json"}).json
            counted = [v for facet in shelf["facets"] for v in facet["values"]]
            assert counted, page
            assert {value["photos"] for value in counted} == {count}, (viewer, page)
            for value in counted:
                there = client.simulate_get(value["path"], headers={"Accept": "application/json"})
                assert there.json["total"] == count, value
                assert value["newest"]["id"] == str(count), value


def test_a_shelf_of_places_is_for_those_who_may_see_the_place(world: World) -> None:
    place = Location(latitude="51.5", longitude="-0.12", accuracy="15", locality="London")
    world.photo(ID, at=day(1), location=place, geo_permission="contacts")
    for viewer, sees in (("", False), (EVE, True), (ADA, True)):
        page = world.client(viewer).simulate_get("/photos/ada/places")
        assert page.status_code == 200
        assert ("London" in page.text) == sees, viewer


def test_a_value_leads_to_as_many_photos_as_are_counted_though_others_are_called_alike(
    world: World,
) -> None:
    at: dict[str, Any] = {"latitude": "52", "longitude": "5", "accuracy": "15"}
    places: Sequence[dict[str, Any]]
    places = ({"region": "Utrecht", "locality": "Utrecht"},
              {"region": "Utrecht", "locality": "Zeist", "neighbourhood": "Utrecht"},
              {"region": "Ohio", "locality": 'The "Utrecht"'})  # fmt: skip
    cameras = (("Canon", "EOS 5D", "EF 24"), ("Canon", "EOS 5D Mark II", "EF 24-70"),
               ("A/B", "C/D 1", 'EF 12" f/1.4L'))  # fmt: skip
    for number, (place, (make, model, lens)) in enumerate(zip(places, cameras, strict=True), 1):
        said = (("Make", make), ("Model", model), ("LensModel", lens))
        exif = Exif(tags=tuple(ExifTag(tagspace="IFD0", tag=tag, raw=raw) for tag, raw in said))
        world.photo(str(number), at=day(1), geo_permission="public", exif=exif,
                    location=Location(**at, country="Netherlands", **place))  # fmt: skip
    client = world.client()
    headers = {"Accept": "application/json"}
    counted = 0
    for page in ("places", "cameras", "archives"):
        shelf = client.simulate_get(f"/photos/ada/{page}", headers=headers).json
        for value in [value for facet in shelf["facets"] for value in facet["values"]]:
            there = client.simulate_get(value["path"], headers=headers).json
            assert there["total"] == value["photos"], (value["name"], there["query"])
            counted += 1
    assert counted == 18
    assert found(world, q='lens:"EF 24-70"') == ["2"]
    assert found(world, q='make:a/b model:"c/d 1" camera:f/1.4L') == ["3"]


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("places/727232", "place:727232"),
        ("cameras/Canon", 'camera:"Canon"'),
        ("cameras/Canon/EOS 5D", 'model:"Canon EOS 5D"'),
        ("tags/boat", 'tag:"boat"'),
        ("with/22@N01", 'with:"22@N01"'),
        ("archives/2014/05", "taken:2014-05"),
        ("archives/date-posted/2014/5/4", "posted:2014-5-4"),
    ],
)
def test_addresses_of_old_lead_to_a_search(world: World, path: str, query: str) -> None:
    answer = world.client().simulate_get(f"/photos/ada/{path}")
    assert answer.status_code == 302
    assert unquote(answer.headers["location"]) == f"/search?q=owner:{ADA} {query}"


def test_an_archive_of_no_date_is_not_found(world: World) -> None:
    assert world.client().simulate_get("/photos/ada/archives/may").status_code == 404


def test_without_the_index_the_page_says_so_and_the_rest_works(world: World) -> None:
    world.photo(ID, at=day(1))
    client = world.client()
    shutil.rmtree(next(world.folder.glob("*.search")))
    page = client.simulate_get("/search")
    assert page.status_code == 200
    assert "Search does not answer at present" in page.text
    assert client.simulate_get("/photos/ada").status_code == 200
    ready = client.simulate_get("/readyz")
    assert (ready.status_code, ready.text) == (503, "not ready: search\n")


def suggested(
    world: World, text: str, viewer: str = "", **params: str
) -> list[tuple[str, str, str, int]]:
    answer = world.client(viewer).simulate_get(
        "/search/suggestions", params={"format": "json", "q": text, **params}
    )
    assert answer.status_code == 200, answer.text
    return [(s["sort"], s["name"], s["query"], s["photos"]) for s in answer.json["suggestions"]]


def test_tags_people_albums_places_and_cameras_are_suggested_with_their_counts(
    world: World,
) -> None:
    exif = Exif(tags=(ExifTag(tagspace="IFD0", tag="Make", raw="Amco"),
                      ExifTag(tagspace="IFD0", tag="Model", raw="Ambler 5")))  # fmt: skip
    place = Location(latitude="52", longitude="4", accuracy="15", locality="Ámsterdam",
                     country="Netherlands")  # fmt: skip
    for number in "123":
        world.photo(number, at=day(1), tags=(Tag(raw="Am bit"),), location=place, exif=exif,
                    geo_permission="public")  # fmt: skip
    world.album("7", ("1", "2"), at=day(2), title="Summer, ambling")
    assert suggested(world, "am") == [
        ("tag", "ambit", 'tag:"ambit"', 3),
        ("album", "Summer, ambling", "in:7", 2),
        ("town", "Ámsterdam, Netherlands", 'town:"Ámsterdam, Netherlands"', 3),
        ("camera", "Amco Ambler 5", 'model:"Amco Ambler 5"', 3),
        ("make", "Amco", 'make:"Amco"', 3),
    ]
    assert ("person", "Ada Lovelace", f"boat owner:{ADA}", 3) in suggested(world, "boat ad")
    assert suggested(world, "-ambi") == [("tag", "ambit", '-tag:"ambit"', 3)]
    for *_, query, photos in suggested(world, "am"):
        assert len(found(world, q=query)) == photos


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("tag:am", ['tag:"ambit"']),
        ('-tag:"am b', ['-tag:"ambit"']),
        ("with:bo", [f"with:{BOB}"]),
        ("boat -faved:bo", [f"boat -faved:{BOB}"]),
        ("owner:ad", [f"owner:{ADA}"]),
        ("owner:bo", []),
        ("in:sum", ["in:7"]),
        ("place:am", ['town:"Amsterdam, Netherlands"']),
        ('town:"am', ['town:"Amsterdam, Netherlands"']),
        ("country:am", []),
        ("camera:am", ['model:"Amco Ambler 5"', 'make:"Amco"']),
        ("make:am", ['make:"Amco"']),
        ("film:ma", ['film:make="amco"']),
        ("-film:make=am", ['-film:make="amco"']),
        ("title:am", []),
        ('title:"am', []),
        ("is:am", []),
        ("am:", []),
    ],
)
def test_after_an_operator_what_it_can_mean_is_suggested(
    world: World, typed: str, expected: list[str]
) -> None:
    exif = Exif(tags=(ExifTag(tagspace="IFD0", tag="Make", raw="Amco"),
                      ExifTag(tagspace="IFD0", tag="Model", raw="Ambler 5")))  # fmt: skip
    place = Location(latitude="52", longitude="4", accuracy="15", locality="Amsterdam",
                     country="Netherlands")  # fmt: skip
    world.photo(ID, at=day(1), tags=(Tag(raw="Am bit"), Tag(raw="film:make=Amco")), exif=exif,
                location=place, geo_permission="public",
                people={BOB: PersonTag(nsid=BOB)})  # fmt: skip
    world.album("7", (ID,), at=day(2), title="Summer")
    world.fave(BOB, ID, at=day(2))
    assert [query for _, _, query, _ in suggested(world, typed)] == expected
    for query in expected:
        assert data(world, q=query)["problem"] is None


def test_nothing_is_suggested_that_the_viewer_may_not_see_or_might_not_then(world: World) -> None:
    place = Location(latitude="52", longitude="4", accuracy="15", locality="Secretville")
    world.photo(ID, permission="friends", at=day(5), tags=(Tag(raw="secret"),), location=place,
                geo_permission="private")  # fmt: skip
    world.album("7", (ID,), at=day(6), title="Secret album")
    assert suggested(world, "secret") == []
    assert suggested(world, "ada") == []
    assert [sort for sort, *_ in suggested(world, "secret", BOB)] == ["tag", "album"]
    assert [sort for sort, *_ in suggested(world, "secret", ADA)] == ["tag", "album", "town"]
    world.photo("5", at=day(5), tags=())
    world.photo("5", at=day(9), after=day(8), tags=(Tag(raw="Later"),))
    assert suggested(world, "later") == [("tag", "later", 'tag:"later"', 1)]
    assert suggested(world, "later", as_of=f"@{day(6)}") == []


def test_a_search_box_stands_on_every_page_and_works_without_scripts(world: World) -> None:
    world.photo(ID, at=day(1), title="Tin roof")
    page = world.client().simulate_get("/photos/ada").text
    assert '<form method="get" action="/search" role="search">' in page
    listed = world.client().simulate_get("/search/suggestions", params={"q": "ada"}).text
    assert f"owner:{ADA}" in unquote(listed)


def test_people_licences_and_contexts_of_places_are_counted(world: World) -> None:
    world.photo(ID, at=day(1), license="4", geo_permission="public",
                people={BOB: PersonTag(nsid=BOB)},
                location=Location(latitude="52", longitude="4", accuracy="15", context="2",
                                  woeid="727232", within=("23424909",),
                                  locality="Amsterdam", country="Nederland"))  # fmt: skip
    for shelf, name in (("people", "bob"), ("licences", "cc by"), ("places", "outdoors"),
                        ("places", "amsterdam, nederland · 727232"),
                        ("places", "nederland · 23424909")):  # fmt: skip
        answer = world.client().simulate_get(f"/photos/ada/{shelf}", params={"format": "json"})
        values = [value for facet in answer.json["facets"] for value in facet["values"]]
        [value] = [value for value in values if name in value["name"].lower()]
        assert value["photos"] == 1
        assert value["newest"]["id"] == ID
        query = unquote(value["path"].partition("q=")[2]).replace("+", " ")
        assert found(world, q=query) == [ID]


def test_the_help_of_search_has_an_example_of_every_operator_and_each_is_a_query(
    world: World,
) -> None:
    world.photo(ID, at=day(1), tags=(Tag(raw="boat"), Tag(raw="film:make=zq")))
    help_ = world.client(ADA).simulate_get("/search/help", params={"format": "json"}).json
    assert {way["write"] for way in help_["here"]} >= {'tag:"boat"', 'film:make="zq"'}
    for way in help_["here"]:
        assert found(world, q=way["write"]) == [ID], way
    written = " ".join(way["write"] + way["finds"] for way in help_["ways"])
    assert [name for name in OPERATORS if f"{name}:" not in written] == ["license", "color"]
    for way in help_["ways"]:
        assert data(world, ADA, q=way["write"])["problem"] is None, way


def test_the_help_of_search_gives_nothing_away_and_stands_without_the_index(world: World) -> None:
    world.photo(ID, at=day(1), permission="private", tags=(Tag(raw="secret"),))
    owner = world.client(ADA)
    assert "secret" in owner.simulate_get("/search/help").text
    assert "secret" not in world.client().simulate_get("/search/help").text
    assert "owner:me" not in world.client().simulate_get("/search/help").text
    shutil.rmtree(next(world.folder.glob("*.search")))
    assert "near:52.37" in owner.simulate_get("/search/help").text
