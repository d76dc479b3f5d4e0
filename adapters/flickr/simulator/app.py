"""Puts a simulated Flickr together as one WSGI application."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import falcon

from adapters.flickr.simulator import backdoor, worlds
from adapters.flickr.simulator.backdoor.door import Door, NotThereError
from adapters.flickr.simulator.calls import Calls
from adapters.flickr.simulator.faults import Faults
from adapters.flickr.simulator.files import DEFAULT_ICON, UNAVAILABLE, Files
from adapters.flickr.simulator.oauth import Provider
from adapters.flickr.simulator.pictures import Pictures
from adapters.flickr.simulator.push.hub import Hub
from adapters.flickr.simulator.request import MOST_FORM, File, arrived
from adapters.flickr.simulator.rest import Api, SignIn
from adapters.flickr.simulator.trouble import Application, with_trouble
from adapters.flickr.simulator.wishes import Wish, WrongError
from adapters.flickr.simulator.world import World

Responder = Callable[..., None]


class _Route:
    """A Falcon resource of plain functions."""

    def __init__(
        self,
        get: Responder | None = None,
        post: Responder | None = None,
        patch: Responder | None = None,
        delete: Responder | None = None,
    ) -> None:
        if get is not None:
            self.on_get = self.on_head = get
        if post is not None:
            self.on_post = post
        if patch is not None:
            self.on_patch = patch
        if delete is not None:
            self.on_delete = delete


def create_app(data: Path, world: str = "empty") -> Application:
    """A simulated Flickr over the folder `data`.

    `world` names who lives there when the folder is new (see `worlds`). Raises `ValueError` for
    a world that is not known.
    """
    state = World(data)
    door = Door(state, Pictures(data), Faults(), Calls(), Hub(state))
    with state.lock:
        if state.is_new():
            worlds.populate(state, world)
            state.commit()
    provider = Provider(state)
    api, signin, files = Api(door, provider), SignIn(door, provider), Files(door)
    application: falcon.App[falcon.Request, falcon.Response] = falcon.App()
    application.add_error_handler(WrongError, _wrong)
    application.add_error_handler(NotThereError, _not_there)
    for path, route in {
        "/services/rest": _Route(get=api.rest, post=api.rest),
        "/services/upload": _Route(post=api.upload),
        "/services/replace": _Route(post=api.replace),
        "/services/oauth/request_token": _Route(
            get=signin.request_token, post=signin.request_token
        ),
        "/services/oauth/access_token": _Route(get=signin.access_token, post=signin.access_token),
        "/services/oauth/authorize": _Route(get=signin.ask, post=signin.answer),
    }.items():
        application.add_route(path, route)
        application.add_route(path + "/", route)
    application.add_route("/static/{server}/{name}", _Route(get=_named(files.photo)))
    application.add_route("/static/{server}/buddyicons/{name}", _Route(get=_named(files.icon)))
    movie = _Route(get=_movie(files))
    for ending in ("", "/"):
        path = f"/photos/{{user}}/{{photo_id}}/play/{{kind}}/{{secret}}{ending}"
        application.add_route(path, movie)
    for image in (UNAVAILABLE, DEFAULT_ICON):
        application.add_route(image, _Route(get=files.image))
    _add_backdoor(application, door)
    return with_trouble(application)


def _named(responder: Responder) -> Responder:
    def respond(req: falcon.Request, resp: falcon.Response, server: str, name: str) -> None:
        del server
        responder(req, resp, name)

    return respond


def _movie(files: Files) -> Responder:
    def respond(
        req: falcon.Request,
        resp: falcon.Response,
        user: str,
        photo_id: str,
        kind: str,
        secret: str,
    ) -> None:
        del user
        files.movie(req, resp, photo_id, kind, secret)

    return respond


def _add_backdoor(application: falcon.App[falcon.Request, falcon.Response], door: Door) -> None:
    application.add_route("/_simulator/health", _Route(get=_healthy))
    names = {*backdoor.POSTS, *backdoor.GETS, *backdoor.DELETES}
    for name in names:
        route = _Route(
            get=_asking(door, backdoor.GETS.get(name)),
            post=_making(door, backdoor.POSTS.get(name)),
            delete=_asking(door, backdoor.DELETES.get(name)),
        )
        application.add_route(f"/_simulator/{name}", route)
    for name in {*backdoor.PATCHES_ONE, *backdoor.DELETES_ONE, *backdoor.GETS_ONE}:
        route = _Route(
            get=_changing(door, backdoor.GETS_ONE.get(name)),
            patch=_changing(door, backdoor.PATCHES_ONE.get(name)),
            delete=_changing(door, backdoor.DELETES_ONE.get(name)),
        )
        application.add_route(f"/_simulator/{name}/{{key}}", route)
    application.add_route("/_simulator/photos/{key}/replace", _Route(post=_replacing(door)))


def _making(door: Door, make: backdoor.Making | None) -> Responder | None:
    if make is None:
        return None

    def respond(req: falcon.Request, resp: falcon.Response) -> None:
        wished, files = _wished(req)
        with door.world.lock:
            try:
                if isinstance(wished, list):
                    resp.media = [make(door, _object(wish), files) for wish in wished]
                else:
                    resp.media = make(door, _object(wished), files)
            finally:
                door.world.commit()

    return respond


def _asking(door: Door, ask: backdoor.Asking | None) -> Responder | None:
    if ask is None:
        return None

    def respond(req: falcon.Request, resp: falcon.Response) -> None:
        wished, _ = _wished(req)
        with door.world.lock:
            resp.media = ask(door, _object(wished))
            door.world.commit()

    return respond


def _changing(door: Door, change: backdoor.Changing | None) -> Responder | None:
    if change is None:
        return None

    def respond(req: falcon.Request, resp: falcon.Response, key: str) -> None:
        wished, _ = _wished(req)
        with door.world.lock:
            resp.media = change(door, _object(wished), key)
            door.world.commit()

    return respond


def _replacing(door: Door) -> Responder:
    def respond(req: falcon.Request, resp: falcon.Response, key: str) -> None:
        wished, files = _wished(req)
        with door.world.lock:
            resp.media = backdoor.photos.replace_photo(door, _object(wished), files, key)
            door.world.commit()

    return respond


def _wished(req: falcon.Request) -> tuple[Any, dict[str, File]]:
    """What was asked for: JSON where there is a body of it, else the form and the query."""
    kind = (req.content_type or "").partition(";")[0].strip().lower()
    if req.content_length and not kind.startswith(("multipart/", "application/x-www-form")):
        text = req.bounded_stream.read(16 * MOST_FORM)
        try:
            return json.loads(text), {}
        except ValueError as error:
            raise WrongError(f"the body is not JSON: {error}") from error
    came = arrived(req)
    return dict(came.arguments), dict(came.files)


def _object(wished: Any) -> Wish:
    if not isinstance(wished, dict):
        raise WrongError("the body is no JSON object")
    return wished


def _healthy(_req: falcon.Request, resp: falcon.Response) -> None:
    resp.media = {"status": "ready"}


def _wrong(
    _req: falcon.Request, resp: falcon.Response, error: Exception, _params: dict[str, Any]
) -> None:
    resp.status = falcon.HTTP_400
    resp.media = {"error": str(error)}


def _not_there(
    _req: falcon.Request, resp: falcon.Response, error: Exception, _params: dict[str, Any]
) -> None:
    resp.status = falcon.HTTP_404
    resp.media = {"error": str(error)}
