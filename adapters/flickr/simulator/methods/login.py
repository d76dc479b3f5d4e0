"""flickr.test and flickr.auth.oauth: is anyone there, and who am I?"""

from adapters.flickr.simulator.call import Call, Fail
from adapters.flickr.simulator.methods.method import Method
from adapters.flickr.simulator.wire import Element, Node

_UNECHOED = ("oauth_signature", "oauth_nonce", "oauth_timestamp", "oauth_version")


def _login(call: Call) -> list[Node]:
    person = call.person()
    username = Element("username", text=person.username)
    attributes = {"id": person.nsid, "path_alias": person.path_alias}
    return [Element("user", attributes, [username])]


def _echo(call: Call) -> list[Node]:
    return [
        Element(name, text=value)
        for name, value in call.arguments.items()
        if name not in _UNECHOED and name.isidentifier()
    ]


def _null(_call: Call) -> list[Node]:
    return []


def _check_token(call: Call) -> list[Node]:
    if call.caller is None:
        raise Fail(98, "Invalid auth token")
    person = call.world.known_person(call.caller)
    user = Element(
        "user",
        {"nsid": person.nsid, "username": person.username, "fullname": person.realname or ""},
    )
    token = Element("token", text=call.token)
    return [Element("oauth", {}, [token, Element("perms", text=call.perms), user])]


METHODS = {
    "flickr.test.login": Method(_login, "read"),
    "flickr.test.echo": Method(_echo),
    "flickr.test.null": Method(_null, "read"),
    "flickr.auth.oauth.checkToken": Method(_check_token),
}
