"""/services/: REST, uploads and OAuth over HTTP."""

import contextlib
import re
from collections.abc import Callable, Sequence

import falcon
import msgspec

from adapters.flickr.simulator import oauth, signin, upload, wire
from adapters.flickr.simulator.backdoor.door import Door
from adapters.flickr.simulator.call import Call, Fail
from adapters.flickr.simulator.calls import Received
from adapters.flickr.simulator.faults import Trouble
from adapters.flickr.simulator.methods import METHODS
from adapters.flickr.simulator.methods.method import Method, answer
from adapters.flickr.simulator.oauth import Provider, RefusedError
from adapters.flickr.simulator.request import Arrived, arrived
from adapters.flickr.simulator.trouble import strike
from adapters.flickr.simulator.values import PERMS
from adapters.flickr.simulator.wire import Element, Node

_KEY = re.compile("[0-9a-f]{32}")
_UNNOTED = ("oauth_signature", "oauth_nonce", "oauth_timestamp", "oauth_token", "oauth_verifier")
_AS_FAIL = {
    "consumer_key_unknown": Fail(100, "Invalid API Key (Key not found)"),
    "token_rejected": Fail(98, "Invalid auth token"),
}
_TROUBLE = {
    "error_105": Fail(105, "Service currently unavailable"),
    "error_201": Fail(201, "Sorry, the Flickr API service is not currently available."),
}


class Api:
    """Answers what comes to /services/rest/, /services/upload/ and /services/replace/."""

    def __init__(self, door: Door, provider: Provider) -> None:
        self._door = door
        self._provider = provider

    def rest(self, req: falcon.Request, resp: falcon.Response) -> None:
        """A method of the API, GET or POST."""
        came = arrived(req)
        name = came.arguments.get("method", "")
        self._answer(req, resp, came, name, lambda call: _by_name(call, name))

    def upload(self, req: falcon.Request, resp: falcon.Response) -> None:
        """A new photo."""
        came = arrived(req)
        method = Method(lambda call: upload.upload(call, self._door.pictures, came.files), "write")
        self._answer(req, resp, came, "", lambda call: answer(method, call))

    def replace(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Another file for a photo."""
        came = arrived(req)
        method = Method(lambda call: upload.replace(call, self._door.pictures, came.files), "write")
        self._answer(req, resp, came, "", lambda call: answer(method, call))

    def _answer(
        self,
        req: falcon.Request,
        resp: falcon.Response,
        came: Arrived,
        name: str,
        method: Callable[[Call], Sequence[Node]],
    ) -> None:
        world = self._door.world
        with world.lock:
            trouble = self._door.faults.strike([name, req.path] if name else [req.path])
        nsid: str | None = None
        code: int | None = None
        if not strike(req, resp, trouble):
            with world.lock if not _locks(name) else contextlib.nullcontext():
                try:
                    with world.lock:
                        call = self._call(req, came, trouble)
                    nsid = call.caller
                    nodes = method(call)
                    _write(resp, came, "ok", nodes)
                except Fail as fail:
                    code = fail.code
                    error = Element("err", {"code": fail.code, "msg": fail.message})
                    _write(resp, came, "fail", [error])
                except RefusedError as refused:
                    refuse(resp, refused)
                with world.lock:
                    world.commit()
        note(self._door, req, resp, came, name or req.path, nsid, code, trouble)

    def _call(self, req: falcon.Request, came: Arrived, trouble: Trouble | None) -> Call:
        """The call as its method will see it. Raises `Fail` and `RefusedError`."""
        if trouble is not None and trouble.kind in _TROUBLE:
            raise _TROUBLE[trouble.kind]
        if trouble is not None and trouble.kind == "bad_signature":
            raise RefusedError("signature_invalid", debug_sbs=f"{req.method}&simulated")
        plain = Call(
            world=self._door.world,
            arguments=came.arguments,
            root=req.prefix,
            trouble=trouble,
            hub=self._door.hub,
        )
        if came.arguments.get("format", "rest") not in ("rest", "json"):
            raise Fail(111, f'Format "{came.arguments["format"]}" not found')
        if not oauth.is_signed(came.asked, came.arguments):
            _check_key(self._door, came.arguments.get("api_key", ""))
            return plain
        try:
            signer = self._provider.signer(came.asked)
        except RefusedError as refused:
            raise _AS_FAIL.get(refused.problem, refused) from refused
        if isinstance(signer, str):
            return msgspec.structs.replace(plain, api_key=signer)
        return msgspec.structs.replace(
            plain,
            caller=signer.nsid,
            perms=signer.perms,
            api_key=signer.api_key,
            token=signer.token,
        )


def _check_key(door: Door, key: str) -> None:
    if door.world.keys.get(key) is None:
        why = "Key not found" if _KEY.fullmatch(key) else "Key has invalid format"
        raise Fail(100, f"Invalid API Key ({why})")


def _by_name(call: Call, name: str) -> Sequence[Node]:
    method = METHODS.get(name)
    if method is None:
        raise Fail(112, f'Method "{name}" not found')
    return answer(method, call)


def _locks(name: str) -> bool:
    """Whether a method takes the world's lock by itself."""
    return name in METHODS and METHODS[name].locks


def _write(resp: falcon.Response, came: Arrived, stat: str, nodes: Sequence[Node]) -> None:
    if came.arguments.get("format") == "json":
        callback = wire.callback_of(came.arguments)
        resp.content_type = "application/json" if callback is None else "text/javascript"
        resp.content_type += "; charset=utf-8"
        resp.data = wire.as_json(stat, nodes, callback).encode()
    else:
        resp.content_type = "text/xml; charset=utf-8"
        resp.data = wire.as_xml(stat, nodes).encode()


def refuse(resp: falcon.Response, refused: RefusedError) -> None:
    """Answers as Flickr does to what is not signed well."""
    resp.status = falcon.HTTP_401
    resp.content_type = "text/plain; charset=utf-8"
    resp.data = refused.body.encode()


def note(
    door: Door,
    req: falcon.Request,
    resp: falcon.Response,
    came: Arrived | None,
    method: str,
    nsid: str | None,
    code: int | None,
    trouble: Trouble | None,
    *,
    file: bool = False,
) -> None:
    """Remembers a call, without what is secret in it."""
    arguments = dict(came.arguments) if came else {}
    status = 0 if trouble is not None and trouble.kind == "reset" else resp.status_code
    with door.world.lock:
        door.calls.note(
            Received(
                method=method,
                nsid=nsid,
                status=status,
                code=code,
                fault=trouble.kind if trouble else None,
                path=req.path,
                arguments={k: v for k, v in arguments.items() if k not in _UNNOTED},
                at=door.world.now(),
                file=file,
            )
        )


class SignIn:
    """Answers what comes to /services/oauth/: three-legged OAuth with a member at a browser."""

    def __init__(self, door: Door, provider: Provider) -> None:
        self._door = door
        self._provider = provider

    def request_token(self, req: falcon.Request, resp: falcon.Response) -> None:
        """The first leg."""
        self._leg(req, resp, self._provider.request_token)

    def access_token(self, req: falcon.Request, resp: falcon.Response) -> None:
        """The third leg."""
        self._leg(req, resp, self._provider.access_token)

    def _leg(
        self, req: falcon.Request, resp: falcon.Response, give: Callable[[oauth.Asked], str]
    ) -> None:
        came = arrived(req)
        world = self._door.world
        with world.lock:
            trouble = self._door.faults.strike([req.path])
        if not strike(req, resp, trouble):
            resp.content_type = "text/plain; charset=utf-8"
            with world.lock:
                try:
                    if trouble is not None and trouble.kind == "bad_signature":
                        raise RefusedError("signature_invalid")
                    resp.data = give(came.asked).encode()
                except RefusedError as refused:
                    refuse(resp, refused)
                world.commit()
        note(self._door, req, resp, came, req.path, None, None, trouble)

    def ask(self, req: falcon.Request, resp: falcon.Response) -> None:
        """The second leg: the page on which a member chooses."""
        came = arrived(req)
        world = self._door.world
        resp.content_type = "text/html; charset=utf-8"
        with world.lock:
            token = world.request_tokens.get(came.arguments.get("oauth_token", ""))
            key = world.keys.get(token.api_key) if token else None
            asked = came.arguments.get("perms", "read")
            perms = asked if asked in PERMS[1:] else "read"
            people = [
                (person, _icon(person.icon_version, person.icon_server, person.nsid))
                for person in world.people.values()
                if not person.deleted
            ]
        if token is None or key is None or token.verifier:
            resp.status = falcon.HTTP_404
            resp.text = signin.unknown()
        else:
            resp.text = signin.choose(token, key, perms, people)

    def answer(self, req: falcon.Request, resp: falcon.Response) -> None:
        """What the member chose; back to the application, or a code to type in there."""
        came = arrived(req)
        world = self._door.world
        arguments = came.arguments
        resp.content_type = "text/html; charset=utf-8"
        with world.lock:
            token = world.request_tokens.get(arguments.get("oauth_token", ""))
            key = world.keys.get(token.api_key) if token else None
            person = world.person(arguments.get("nsid"))
            perms = arguments.get("perms", "read")
            if token is None or key is None or token.verifier:
                resp.status = falcon.HTTP_404
                resp.text = signin.unknown()
                return
            if arguments.get("answer") != "allow":
                world.request_tokens.drop(token.token)
                target = signin.callback(token, oauth_problem="user_refused")
                page = signin.denied(key)
            elif person is None or perms not in PERMS[1:]:
                resp.status = falcon.HTTP_400
                resp.text = signin.unknown()
                return
            else:
                token = oauth.allow(world, token, person.nsid, perms)
                target = signin.callback(token, oauth_verifier=token.verifier)
                page = signin.code(token, key)
            world.commit()
        if token.callback == "oob":
            resp.text = page
        else:
            resp.status = falcon.HTTP_302
            resp.set_header("Location", target)


def _icon(version: int, server: str, nsid: str) -> str:
    if version == 0:
        return "/images/buddyicon.gif"
    return f"/static/{server}/buddyicons/{nsid}_m.jpg"
