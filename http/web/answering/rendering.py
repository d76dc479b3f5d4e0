"""Templates: their environment and the few filters that they use."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from web.asking.addresses import Addresses
from web.asking.times import Speech
from web.assets import Assets
from web.views.markup import plain, safe
from web.views.preview import preview
from web.views.words import counted, together

_TEMPLATES: Final = Path(__file__).parents[1] / "templates"


def environment(links: Addresses, assets: Assets, speech: Speech) -> Environment:
    """Return the templates, everything escaped unless it was made safe by `markup.safe`."""
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(
        safe_markup=safe,
        plain_text=plain,
        day=speech.day,
        instant=speech.instant,
        iso=speech.iso,
        counted=counted,
        together=together,
        capitalize_first=lambda text: text[:1].upper() + text[1:],
        absolute=links.absolute,
        below=_below,
        preview=preview,
    )
    made.globals.update(
        url=links.url, asset=lambda name: links.url(assets.path(name)), root=links.url("/")
    )
    return made


def _below(path: str, rest: str) -> str:
    """Return what hangs below an address; the query, which has the time, stays."""
    address, mark, query = path.partition("?")
    return f"{address}{rest}{mark}{query}"
