"""The OpenAPI description: whole, true of every address it names, and naming every page."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import falcon.testing
import jsonschema
import pytest
from openapi_spec_validator import validate
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tests.web.world import ADA, BOB, Comment, Location, Tag, World, day

ID = "53000000001"
PARTS = {
    "user": "ada",
    "photo_id": ID,
    "album_id": "721",
    "year": "2019",
    "by": "ada",
    "subscription": "s1",
    "path": f"photos/ada/{ID}",
}
ASKED = {"url": f"http://falconframework.org/photos/ada/{ID}/"}
_ADDRESS = "description"


def described(client: falcon.testing.TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.simulate_get("/api/openapi.json").json
    return found


def filled(path: str) -> str:
    """Return a documented path with something of the world for each of its parts."""
    for name, value in PARTS.items():
        path = path.replace(f"{{{name}}}", value)
    assert "{" not in path, f"{path}: give its parts something in PARTS"
    return path


def strict(part: Any) -> Any:
    """Return schemas that allow nothing but what they name."""
    if isinstance(part, list):
        return [strict(one) for one in part]
    if not isinstance(part, dict):
        return part
    made = {key: strict(value) for key, value in part.items()}
    return {**made, "additionalProperties": False} if "properties" in made else made


def check(description: dict[str, Any], schema: dict[str, Any], answer: Any) -> None:
    resource = DRAFT202012.create_resource(strict(description))
    registry: Registry[Any] = Registry().with_resource(_ADDRESS, resource)
    reference = schema["$ref"]
    validator = jsonschema.Draft202012Validator(
        {"$ref": f"{_ADDRESS}{reference}"}, registry=registry
    )
    validator.validate(answer)


@pytest.fixture
def full(world: World) -> World:
    """A world in which every list has something on it."""
    comment = Comment(id="c1", author=BOB, authorname="Bob", datecreate=str(day(1)), text="Fine")
    world.photo(
        ID,
        at=day(1),
        title="First",
        license="4",
        tags=(Tag(raw="horse"),),
        comments={"c1": comment},
        location=Location(latitude="51.5", longitude="-0.12", accuracy="15"),
        geo_permission="public",
    )
    for number in (2, 3):
        world.photo(str(int(ID) + number), at=day(1), posted=str(day(-10 - number)))
    world.photo(ID, at=day(10), after=day(8), title="Second")
    world.file(ID)
    world.backup(BOB)
    world.fave(BOB, ID, at=day(2))
    world.fave(ADA, ID, at=day(3))
    world.album("721", (ID,), at=day(3))
    world.roles(ADA, "admin")
    world.subscription("s1", ADA)
    return world


def test_an_answer_that_says_more_than_is_documented_is_noticed(full: World) -> None:
    description = described(full.client())
    problem = {"$ref": "#/components/schemas/Problem"}
    answer = full.client().simulate_get("/nowhere?format=json").json
    check(description, problem, answer)
    with pytest.raises(jsonschema.ValidationError):
        check(description, problem, {**answer, "trace": ""})


def operations(description: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            assert method == "get"
            yield path, operation


def test_the_description_is_openapi_3_1(full: World) -> None:
    description = described(full.client())
    assert description["openapi"].startswith("3.1")
    validate(description)


@pytest.mark.parametrize("viewer", ["", BOB, ADA])
@pytest.mark.parametrize("as_of", ["", "2019-05-06"])
def test_every_documented_address_answers_in_the_shape_that_is_documented(
    full: World, viewer: str, as_of: str
) -> None:
    client = full.client(viewer)
    description = described(client)
    answered = 0
    for path, operation in operations(description):
        names = {one["name"] for one in operation["parameters"]}
        params = {name: value for name, value in ASKED.items() if name in names}
        if "format" in names:
            params["format"] = "json"
        if as_of and "as_of" in names:
            params["as_of"] = as_of
        answer = client.simulate_get(quote(filled(path)), params=params)
        if answer.status_code == 200:
            schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
            if "$ref" in schema:
                check(description, schema, answer.json)
            answered += 1
        elif answer.status_code >= 400:
            problem = {"$ref": "#/components/schemas/Problem"}
            check(description, problem, answer.json)
            assert not (viewer == ADA and not as_of), (path, answer.json)
    assert answered > 10


def test_every_page_is_described(full: World) -> None:
    """What only leads elsewhere has no data of its own."""
    from web.app import _PAGES

    documented = described(full.client())["paths"]
    missing = {path for path, (template, _) in _PAGES.items() if template} - set(documented)
    assert missing == set()


def test_what_is_described_is_what_is_taken(full: World) -> None:
    """A page that takes a mark or a time says so, and one that does not does not."""
    taken = {
        path: {one["name"] for one in operation["parameters"] if one["in"] == "query"}
        for path, operation in operations(described(full.client()))
    }
    assert taken["/photos/{user}"] >= {"as_of", "older", "newer", "deleted", "format"}
    assert taken["/photos/{user}/{photo_id}"] == {"as_of", "known_at", "format"}
    assert taken["/account"] == {"format"}


def test_the_description_is_everybodys_and_kept_for_a_while(full: World) -> None:
    answer = full.client(ADA).simulate_get("/api/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "public, max-age=60"
    again = {"If-None-Match": answer.headers["etag"]}
    assert full.client().simulate_get("/api/openapi.json", headers=again).status_code == 304
    assert answer.json["servers"] == [{"url": "http://falconframework.org/"}]
