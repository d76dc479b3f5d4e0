"""The floor under the site's pages: a bare Falcon resource that renders a constant with Jinja2."""

from __future__ import annotations

from typing import Any

import falcon
from jinja2 import Environment

_TEMPLATE = Environment(autoescape=True).from_string("{{ constant }}")


class _Constant:
    def on_get(self, _: falcon.Request, response: falcon.Response, length: int) -> None:
        response.text = _TEMPLATE.render(constant="a" * length)


class _Health:
    def on_get(self, _: falcon.Request, response: falcon.Response) -> None:
        response.text = "well"


def create_app() -> falcon.App[Any, Any]:
    """Return a site whose pages `/LENGTH` are so many letters long."""
    app: falcon.App[Any, Any] = falcon.App(media_type=falcon.MEDIA_HTML)
    app.add_route("/{length:int}", _Constant())
    app.add_route("/healthz", _Health())
    return app
