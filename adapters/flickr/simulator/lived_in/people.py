"""Who lives in the world, what they call themselves and each other, over the years."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from adapters.flickr.simulator.lived_in.happening import (
    BEGINNING,
    MEMBERS,
    OUTSIDERS,
    Happening,
    day,
)

# Nobody's names: the usernames once more, in scripts that the site must show.
_REAL_NAMES: Final = {
    "harbour-light": "Harbour Light",
    "north-window": "北の窓",
    "tin-roof": "Τσίγκινη Στέγη",
    "slow-shutter": "Медленный Затвор",
    "salt-road": "طريق الملح",
    "blue-hour": "नीला पहर",
}
_ICONS: Final = ("teal", "crimson", "goldenrod", "slateblue", "olive", "coral", "steelblue")


def people() -> Iterator[Happening]:
    """Everybody arrives; names, aliases and icons change."""
    for number, username in enumerate((*MEMBERS, *OUTSIDERS)):
        body = {
            "username": username,
            "path_alias": username.replace("-", ""),
            "realname": _REAL_NAMES.get(username, ""),
            "icon": _ICONS[number % len(_ICONS)],
            "is_pro": username in MEMBERS,
        }
        yield Happening(BEGINNING, "POST", "people", body, username)
    changed: tuple[tuple[str, str, dict[str, str]], ...] = (
        ("2015-04-01", "wet-plate", {"username": "wet-plate & daughters"}),
        ("2018-02-02", "north-window", {"path_alias": "windownorth"}),
        ("2020-01-01", "harbour-light", {"icon": "darkorange"}),
        ("2021-10-10", "seven-bridges", {"path_alias": "eightbridges", "icon": "purple"}),
        ("2023-03-03", "tin-roof", {"realname": "Τσίγκινη Στέγη & Σία", "icon": "seagreen"}),
        ("2024-05-05", "harbour-light", {"icon": "crimson"}),
    )
    for at, username, new in changed:
        yield Happening(day(at), "PATCH", f"people/${username}", new)


def relations() -> Iterator[Happening]:
    """Who is whose contact, friend and family; promoted, dropped, called back."""
    yield _contact("2011-02-01", "harbour-light", "north-window", friend=True)
    yield _contact("2011-02-02", "north-window", "harbour-light", friend=True, family=True)
    yield _contact("2016-03-01", "harbour-light", "tin-roof", family=True)
    yield _contact("2016-03-02", "tin-roof", "harbour-light")
    yield _contact("2016-03-03", "north-window", "tin-roof")
    yield _contact("2017-06-01", "tin-roof", "harbour-light", family=True)
    yield _contact("2018-01-15", "tin-roof", "north-window")
    yield _contact("2019-06-01", "north-window", "tin-roof", friend=True)
    yield _contact("2022-01-01", "harbour-light", "north-window", friend=True, family=True)
    yield _drop("2023-08-01", "tin-roof", "north-window")
    yield _contact("2025-01-06", "tin-roof", "north-window", friend=True)
    for number, outsider in enumerate(OUTSIDERS):
        at = f"20{12 + number}-05-01"
        yield _contact(at, "harbour-light", outsider, friend=number % 2 == 1)
        if number % 3 == 0:
            yield _contact(f"20{12 + number}-09-01", "north-window", outsider)
        if number % 4 == 1:
            yield _contact(f"20{16 + number}-02-01", "tin-roof", outsider, friend=True)
    yield _drop("2021-03-03", "harbour-light", "wet-plate")
    yield _drop("2022-11-20", "north-window", "long-pier")
    yield _drop("2025-03-03", "harbour-light", "seven-bridges")


def _contact(
    at: str, owner: str, nsid: str, *, friend: bool = False, family: bool = False
) -> Happening:
    body = {"owner": f"${owner}", "nsid": f"${nsid}", "friend": friend, "family": family}
    return Happening(day(at), "POST", "contacts", body)


def _drop(at: str, owner: str, nsid: str) -> Happening:
    body = {"owner": f"${owner}", "nsid": f"${nsid}"}
    return Happening(day(at), "DELETE", "contacts", body)
