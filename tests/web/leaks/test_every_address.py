"""Nothing is told to whom it is not for: every address, everybody, now and on many days.

Every value of the generated world has a mark of its own. Whatever an answer holds, in its body
or its headers, is held against rules that are written anew from prose (`rules.py`).
"""

import os
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import falcon.inspect
import falcon.testing
import pytest

from tests.web.leaks.addresses import CASES, OF_MANY_TIMES
from tests.web.leaks.lives import ADMIN, SHARED, VIEWERS, Lived, Living
from tests.web.leaks.rules import Photo, Said
from tests.web.world import ADA, NOW, START, World, day
from web.answering.kept import keeping
from web.app import create_app

SOAK = os.environ.get("SOAK") == "1"
SEEDS = range(1, 9) if SOAK else range(1, 2)
DAYS = 12 if SOAK else 4
"""On how many days lists are counted, beside now."""
FORMS = ("html", "json", "atom")
MARK = re.compile(r"zq\d{5}x|13\.97\d{4}(?!\d)|(?<![\d.])53[123]0000\d{4}(?!\d)")


@dataclass(frozen=True)
class Known:
    """What each mark is of."""

    said: dict[str, tuple[Photo, Said]]
    ids: dict[str, Photo]


@pytest.fixture(scope="module", params=SEEDS)
def lived(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lived]:
    world = World(tmp_path_factory.mktemp("lived"))
    yield Living(world, request.param, photos=8).lived
    world.close()


def test_every_route_has_its_addresses(empty: World) -> None:
    routes = {route.path for route in falcon.inspect.inspect_routes(empty.app)}
    assert routes == CASES.keys()


@pytest.mark.parametrize("viewer", VIEWERS, ids=lambda nsid: nsid or "stranger")
def test_no_answer_tells_what_its_reader_may_not_know(lived: Lived, viewer: str) -> None:
    client, chance = lived.world.client(viewer), random.Random(viewer)
    allowed, seen = marks_for(lived, viewer), set[str]()
    for route, make in CASES.items():
        for address in some(make(lived), chance):
            for asked, at in asked_of(address, chance):
                answer = client.simulate_get(asked)
                assert answer.status_code < 500 or answer.status_code == 501, (asked, answer.text)
                told = marks_in(answer) - set(MARK.findall(asked))
                assert told <= allowed, (viewer, asked, told - allowed)
                seen |= told
                if at is not None and route not in OF_MANY_TIMES and answer.status_code == 200:
                    never = {mark for mark in told if not shown_at(lived, viewer, mark, at)}
                    assert not never, (viewer, asked, never)
    assert len(seen) > min(10 if viewer in ("", ADMIN) else 20, len(allowed) // 3)


@pytest.mark.parametrize("viewer", VIEWERS, ids=lambda nsid: nsid or "stranger")
def test_lists_and_counts_have_all_that_their_reader_may_see_and_nothing_else(
    lived: Lived, viewer: str
) -> None:
    client, chance = lived.world.client(viewer), random.Random(viewer)
    for at in [NOW, *(chance.randrange(START + 60, NOW) for _ in range(DAYS))]:
        visible = sorted(p.id for p in lived.of(ADA) if on_list(lived, viewer, p, at))

        stream = data(client, at, "/photos/ada")
        assert ids(stream["photos"]) == visible, (viewer, at)
        if at == NOW:
            assert stream["total"] == len(visible)
        found = data(client, at, "/search", q=f"owner:ada tag:{SHARED}")
        assert ids(found["photos"]) == visible
        assert found["total"] == len(visible)
        tags = data(client, at, "/photos/ada/tags")["facets"]
        assert counted(tags).get(SHARED, 0) == len(visible)
        for photo in lived.of(ADA):
            if photo.id in visible:
                around = data(client, at, f"/photos/ada/{photo.id}")
                place = visible.index(photo.id)
                assert neighbour(around["next"]) == (visible[place - 1] if place else "")
                assert neighbour(around["previous"]) == next(iter(visible[place + 1 :]), "")


def test_places_are_counted_for_those_who_may_know_them(lived: Lived) -> None:
    for viewer in VIEWERS:
        client = lived.world.client(viewer)
        places = client.simulate_get("/photos/ada/places", params={"format": "json"}).json
        told = {mark for mark in counted(places["facets"]) if mark.startswith("zq")}
        expected = {
            said.mark
            for photo in lived.of(ADA)
            for said in photo.said
            if said.facet == "location"
            and said.mark.startswith("zq")
            and lived.rules.shown(viewer, photo, said, NOW)
            and on_list(lived, viewer, photo, NOW)
        }
        assert told == expected, viewer


def test_nothing_that_is_for_one_reader_comes_out_of_a_cache_for_another(lived: Lived) -> None:
    """What caches may keep is the same for everybody, and no ETag is worth another's answer."""
    chance = random.Random(7)
    routes = (make for route, make in CASES.items() if route != "/readyz")
    addresses = [address for make in routes for address in some(make(lived), chance)]
    stranger = lived.world.client()
    members = {nsid: lived.world.client(nsid) for nsid in VIEWERS if nsid}
    for address in addresses:
        public = stranger.simulate_get(address)
        for nsid in (ADA, *chance.sample([n for n in members if n != ADA], 2)):
            answer = members[nsid].simulate_get(
                address, headers={"If-None-Match": public.headers.get("etag", '"none"')}
            )
            kept = answer.headers.get("cache-control", "")
            if answer.status_code == 304:
                assert "public" in public.headers["cache-control"], (nsid, address)
                answer = members[nsid].simulate_get(address)
                assert answer.content == public.content, (nsid, address)
            elif "public" in kept:
                assert answer.content == public.content, (nsid, address)
            else:
                same = answer.content == public.content
                assert same or "no-store" in kept or "private" in kept, (nsid, address, kept)
            if "etag" in answer.headers and "private" in kept:
                again = stranger.simulate_get(
                    address, headers={"If-None-Match": answer.headers["etag"]}
                )
                assert again.status_code != 304, (nsid, address)


def test_one_process_that_keeps_its_answers_gives_each_reader_their_own(lived: Lived) -> None:
    """All readers in turn, twice, each answer held against that of a site that keeps none."""
    chance, archive = random.Random(11), lived.world.archive
    keeps_none = archive.settings.model_copy(update={"answers_kept_megabytes": 0})
    bare = create_app(replace(archive, settings=keeps_none))
    readers = {nsid: lived.world.client(nsid) for nsid in VIEWERS}
    others = {nsid: lived.world.client(nsid, bare) for nsid in VIEWERS}
    allowed = {nsid: marks_for(lived, nsid) for nsid in VIEWERS}
    routes = [make for route, make in CASES.items() if keeping(route)]
    assert len(routes) > 25
    for address in (address for make in routes for address in some(make(lived), chance)[:2]):
        at = f"as_of=@{chance.randrange(day(-12), NOW)}" if chance.random() < 0.3 else ""
        asked = f"{address}{'&' if '?' in address else '?'}{at}" if at else address
        made = {}
        for nsid in (*VIEWERS, *chance.sample(VIEWERS, len(VIEWERS))):
            answer = readers[nsid].simulate_get(asked)
            assert marks_in(answer) - set(MARK.findall(asked)) <= allowed[nsid], (nsid, asked)
            if nsid not in made:
                made[nsid] = said_by(others[nsid].simulate_get(asked))
            assert said_by(answer) == made[nsid], (nsid, asked)


def test_a_word_that_its_reader_may_not_know_is_not_found(lived: Lived) -> None:
    for viewer in VIEWERS:
        client, chance = lived.world.client(viewer), random.Random(viewer)
        said = [(p, s) for p in lived.photos for s in p.said if s.facet in ("title", "location")]
        for photo, one in chance.sample(said, 12):
            if one.mark.startswith("zq"):
                shown = lived.rules.shown(viewer, photo, one, NOW)
                listed = shown and on_list(lived, viewer, photo, NOW)
                answer = client.simulate_get("/search", params={"q": one.mark, "format": "json"})
                assert answer.json["total"] <= int(shown), (viewer, one)
                if listed and one.facet == "title":
                    assert answer.json["total"] == 1, (viewer, one)


def said_by(answer: falcon.testing.Result) -> tuple[object, ...]:
    """Return all that an answer says, but for what is of this request alone."""
    headers = {k: v for k, v in answer.headers.items() if k != "x-request-id"}
    text = re.sub(r"Request [0-9a-f]{16}|name=.crumb. value=.[^\"]*.", "", answer.text)
    return answer.status_code, headers, text


def some(addresses: Iterable[str], chance: random.Random) -> list[str]:
    """Return addresses of one route: all of them at full size, else as many as time allows."""
    found = list(addresses)
    return found if SOAK else chance.sample(found, min(len(found), 6))


def asked_of(address: str, chance: random.Random) -> Iterator[tuple[str, int | None]]:
    """Return an address now and at other times, with the time it looks at.

    The times are drawn: every viewer in every world draws others, so that all of them
    together ask for everything on many days, in a quarter of an hour.
    """
    joint = "&" if "?" in address else "?"
    for form in FORMS if SOAK else ("html", chance.choice(FORMS[1:])):
        yield f"{address}{joint}format={form}", NOW if "/photos/" not in address else None
    at = chance.randrange(day(-12), NOW)
    yield f"{address}{joint}as_of=@{at}&format={chance.choice(FORMS)}", at
    known = chance.randrange(at, NOW)
    yield f"{address}{joint}as_of=@{at}&known_at=@{known}", None


def marks_in(answer: falcon.testing.Result) -> set[str]:
    """Return the marks in an answer, its headers included."""
    text = answer.content.decode("utf-8", "replace") + repr(answer.headers)
    return set(MARK.findall(text))


def marks_for(lived: Lived, viewer: str) -> set[str]:
    """Return every mark that a viewer may know of at all."""
    rules = lived.rules
    allowed = {mark for mark, whose in lived.own.items() if viewer in whose}
    for photo in lived.photos:
        said = {one.mark for one in photo.said if rules.may_know(viewer, photo, one)}
        if any(rules.sees(viewer, photo, at) for at in rules.turns(viewer, [photo])):
            said.add(photo.id)
        allowed |= said
    for edition in lived.editions:
        times = rules.turns(viewer, edition.photos) | {edition.start}
        if any(rules.album_shown(viewer, edition, at) for at in times):
            allowed.update(edition.marks)
    return allowed


def shown_at(lived: Lived, viewer: str, mark: str, at: int) -> bool:
    """Tell whether a mark is of something that is shown to a viewer as of an instant."""
    if mark in lived.own:
        return True
    for edition in lived.editions:
        if mark in edition.marks:
            return lived.rules.album_shown(viewer, edition, at)
    for photo in lived.photos:
        if photo.id == mark:
            return lived.rules.sees(viewer, photo, at)
        for one in photo.said:
            if one.mark == mark:
                return lived.rules.shown(viewer, photo, one, at)
    raise AssertionError(mark)


def on_list(lived: Lived, viewer: str, photo: Photo, at: int) -> bool:
    """Tell whether a photo stands on its owner's list: it was not deleted then."""
    gone = photo.gone.steps[-1]
    deleted = gone[2] == "deleted" and gone[1] <= at
    return not deleted and lived.rules.sees(viewer, photo, at)


def data(client: falcon.testing.TestClient, at: int, path: str, **more: str) -> dict[str, object]:
    """Return a page as data, as of an instant."""
    as_of = {"as_of": f"@{at}"} if at < NOW else {}
    answer = client.simulate_get(path, params={"format": "json", **as_of, **more})
    assert answer.status_code == 200, (path, at, answer.text)
    found: dict[str, object] = answer.json
    return found


def ids(photos: object) -> list[str]:
    assert isinstance(photos, list)
    return sorted(photo["id"] for photo in photos)


def neighbour(card: object) -> str:
    return str(card["id"]) if isinstance(card, dict) else ""


def counted(facets: object) -> dict[str, int]:
    assert isinstance(facets, list)
    return {value["name"]: value["photos"] for facet in facets for value in facet["values"]}
