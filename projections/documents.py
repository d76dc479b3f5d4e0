"""What a stream gives to the search index: documents of photos, faves, albums.

Only what is here is ever found. A document holds for a stretch of time in which the
version of the photo and all who may see it are the same, so an index needs no rule of
visibility but the one in `reading.eyes`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from itertools import pairwise
from typing import Final

from domain import streams
from domain.admissions import readings, span_at, stretches
from domain.album import album_history
from domain.clock import FOREVER, Instant
from domain.fact import UNSAID, Fact
from domain.fave import fave_history
from domain.history import History, Version
from domain.permission import number_told
from domain.photo import Photo, files_shown, photo_history, tones_shown
from domain.photo.naming import by_woeid, named, names_of, point_of
from domain.photo.values import Location
from domain.search.colours import colours_of
from domain.search.index import Belonging, Document, Entries, Faving
from domain.search.text import called, clean_tag, joined, machine_tag, without_markup, words

SEARCHED: Final = ("photo", "fave", "album")
"""The kinds of stream that give something to the index."""

_Terms = dict[str, list[str]]


def entries_of(facts: Mapping[str, Sequence[Fact]], zone: tzinfo) -> Entries:
    """Return all that some streams give. Days of posting are those of the time zone."""
    documents: list[Document] = []
    favings: list[Faving] = []
    belongings: list[Belonging] = []
    for stream, told in facts.items():
        match streams.kind_of(stream):
            case "photo":
                documents += photo_documents(stream, told, zone)
            case "fave":
                favings += _favings(stream, told)
            case "album":
                belongings += _belongings(stream, told)
    return Entries(documents, favings, belongings)


def photo_documents(stream: str, facts: Sequence[Fact], zone: tzinfo = UTC) -> list[Document]:
    """Return the documents of one photo: none where no owner is known, or it was purged."""
    past = photo_history(facts)
    held = past.now
    if held is None or held.state.purged or held.state.owner is UNSAID:
        return []
    whom = stretches(past)
    read = _readings(past, held.state)
    cuts = {stretch.start for stretch in whom}
    cuts |= {edge for start, end in _every(read) for edge in (start, end + 1)}
    made: list[Document] = []
    for version in past.versions:
        location = _location(version.state, past)
        texts, terms = _texts(version.state, location), _terms(version, location, zone)
        colours = colours_of(tones_shown(files_shown(past, version.state)))
        terms |= {"colour": colours} if colours else {}
        point = None if location is None else point_of(location)
        for start, end in _pieces(version, cuts):
            reading = {m: [r for r in spans if r[0] <= start <= r[1]] for m, spans in read.items()}
            then = span_at(whom, start)
            made.append(
                Document(
                    photo=stream.partition(":")[2],
                    piece=len(made),
                    owner=str(version.state.owner),
                    posted=_posted(version),
                    taken=_taken(version.state),
                    shown_from=start,
                    shown_until=end,
                    viewers=then.viewers,
                    viewers_now=whom[-1].viewers,
                    faver_viewers=then.faver_viewers,
                    faver_viewers_now=whom[-1].faver_viewers,
                    place_viewers=then.place_viewers,
                    place_viewers_now=whom[-1].place_viewers,
                    deleted=version.state.deleted,
                    latitude=point and point[0],
                    longitude=point and point[1],
                    readers=tuple(m for m, spans in reading.items() if spans),
                    readers_now=tuple(
                        m for m, spans in reading.items() if any(r[1] == FOREVER for r in spans)
                    ),
                    texts=texts,
                    terms=terms,
                )
            )
    return made


_Readings = Mapping[str, Sequence[tuple[Instant, Instant]]]


def _readings(past: History[Photo], state: Photo) -> _Readings:
    """Return when each member's own token read a photo that is not theirs."""
    if state.sights is UNSAID:
        return {}
    members = sorted(member for member in state.sights if member != state.owner)
    return {member: readings(past, member) for member in members}


def _every(readings: _Readings) -> Iterable[tuple[Instant, Instant]]:
    return (reading for spans in readings.values() for reading in spans)


def _pieces(version: Version[Photo], cuts: Iterable[Instant]) -> Iterable[tuple[Instant, Instant]]:
    """Cut the time of a version where it may be seen by others than before."""
    start, end = version.shown_from, version.shown_until
    return pairwise([start, *sorted(cut for cut in set(cuts) if start < cut < end), end])


def _posted(version: Version[Photo]) -> Instant:
    posted = version.state.posted
    return int(posted) if isinstance(posted, str) and posted.isdecimal() else version.shown_from


def _taken(state: Photo) -> str:
    """Return when a photo was taken, as text; "" where Flickr only says when it was posted."""
    date = state.date_taken
    if date is UNSAID or date.unknown == "1" or date.taken.startswith("0000"):
        return ""
    return date.taken


def _location(state: Photo, past: History[Photo]) -> Location | None:
    """Return where the photo was taken, if it says so; a correction of the archive's wins."""
    for place in (state.correction, state.location):
        if isinstance(place, Location) and place.accuracy not in ("", "0"):
            return named(place, past)
    return None


def _texts(state: Photo, place: Location | None) -> dict[str, tuple[str, ...]]:
    tags = [] if state.tags is UNSAID else [tag.raw for tag in state.tags]
    make, model, lens = _camera(state)
    texts = {
        "title": words("" if state.title is UNSAID else state.title),
        "description": words(
            "" if state.description is UNSAID else without_markup(state.description)
        ),
        "tags": joined(tags),
        "camera": joined(part for part in (f"{make} {model}".strip(), lens) if part),
        "place": joined([] if place is None else names_of(place)),
    }
    return {name: tuple(found) for name, found in texts.items() if found}


def _terms(
    version: Version[Photo], place: Location | None, zone: tzinfo
) -> dict[str, tuple[str, ...]]:
    state = version.state
    made: _Terms = {
        "owner": [str(state.owner)],
        "media": ["photo" if state.media is UNSAID else state.media],
        "permission": [str(number_told(state.permission, state.public))],
        "deleted": ["1"] if state.deleted else [],
        "licence": [] if state.license is UNSAID else [state.license],
        "with": [] if state.people is UNSAID else sorted(state.people),
    }
    _add_tags(made, state)
    _add_days(made, "taken", _taken(state))
    _add_days(made, "posted", datetime.fromtimestamp(_posted(version), zone).isoformat())
    _add_camera(made, state)
    _add_place(made, place)
    return {field: tuple(dict.fromkeys(values)) for field, values in made.items() if values}


def _add_tags(made: _Terms, state: Photo) -> None:
    for tag in () if state.tags is UNSAID else state.tags:
        parts = machine_tag(tag.raw)
        if parts is None:
            clean = tag.clean or clean_tag(tag.raw)
            made.setdefault("tag", []).extend([clean] if clean else [])
            continue
        namespace, predicate, value = parts
        for field, term in (
            ("machine", f"{namespace}:{predicate}={value}"),
            ("namespace", namespace),
            ("predicate", f"{namespace}:{predicate}"),
            ("any-predicate", predicate),
            ("namespace-value", f"{namespace}={value}"),
            ("predicate-value", f"{predicate}={value}"),
            ("value", value),
        ):
            made.setdefault(field, []).append(term)


def _add_days(made: _Terms, name: str, iso: str) -> None:
    """Add the year, the month and the day of a date, for archives."""
    for field, length in (("year", 4), ("month", 7), ("day", 10)):
        if len(iso) >= length and "-00" not in iso[4:length]:
            made[f"{name}-{field}"] = [iso[:length]]


def _camera(state: Photo) -> tuple[str, str, str]:
    """Return make, model and lens as EXIF has them, else what Flickr calls the camera."""
    if state.exif is UNSAID or state.exif is None:
        return "", "", ""
    said = {tag.tag: tag.raw.strip() for tag in reversed(state.exif.tags)}
    make, model = said.get("Make", ""), said.get("Model", "") or state.exif.camera
    lens = said.get("LensModel", "") or said.get("Lens", "")
    if make and model.casefold().startswith(make.split()[0].casefold()):
        model = model[len(make.split()[0]) :].strip() or model
    return make, model, lens


def _add_camera(made: _Terms, state: Photo) -> None:
    """Add make, make and model, and lens. A slash parts the two, so there neither has one."""
    make, model, lens = _camera(state)
    camera = f"{make.replace('/', '-')}/{model.replace('/', '-')}"
    whole = (model, f"{make} {model}", camera.replace("/", " ")) if make and model else ()
    if make:
        made["make"] = [make]
    if whole:
        made["camera"] = [camera]
    if lens:
        made["lens"] = [lens]
    made["camera-called"] = [
        called(name, field, value)
        for field, value, names in (
            ("camera", camera, whole),
            ("make", make, (make,)),
            ("lens", lens, (lens,)),
        )
        for name in names
        if name
    ]


def _add_place(made: _Terms, place: Location | None) -> None:
    """Add the places by name, each with those it lies in, as `Utrecht, Netherlands`.

    A WOE id has its name behind a slash.
    """
    if place is None:
        return
    if point_of(place) is not None:
        made["geotagged"] = ["1"]
    if woeids := by_woeid(place):
        made["woeid"] = [f"{woeid}/{called_so}" for woeid, called_so in woeids.items()]
    if place.context in ("1", "2"):
        made["indoors"] = [place.context]
    larger: list[str] = []
    for field in ("country", "region", "locality", "neighbourhood"):
        name = getattr(place, field)
        if name:
            larger.insert(0, name)
            made[field] = [", ".join(larger)]
            made.setdefault("place-called", []).append(called(name, field, made[field][0]))


def _favings(stream: str, facts: Sequence[Fact]) -> list[Faving]:
    nsid, photo = streams.parts_of(stream)
    return [
        Faving(
            nsid,
            photo,
            int(faved) if faved.isdecimal() else version.shown_from,
            version.shown_from,
            version.shown_until,
        )
        for version in fave_history(facts).versions
        if isinstance(faved := version.state.date_faved, str)
    ]


def _belongings(stream: str, facts: Sequence[Fact]) -> list[Belonging]:
    """Return since when until when each photo was in an album, without needless edges."""
    (album,) = streams.parts_of(stream)
    open_since: dict[str, Instant] = {}
    made: list[Belonging] = []
    end = FOREVER
    for version in album_history(facts).versions:
        state = version.state
        held = () if state.photos is UNSAID or state.deleted is True else state.photos
        kept = set(held)
        for photo in [photo for photo in open_since if photo not in kept]:
            made.append(Belonging(album, photo, open_since.pop(photo), version.shown_from))
        for photo in held:
            open_since.setdefault(photo, version.shown_from)
        end = version.shown_until
    return made + [Belonging(album, photo, since, end) for photo, since in open_since.items()]
