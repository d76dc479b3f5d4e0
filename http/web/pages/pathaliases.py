"""A member's path aliases: those at Flickr, and those that the archive keeps for them."""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

from domain import streams
from domain.account import ACCOUNT, account_history
from domain.fact import UNSAID
from projections.following import catch_up
from projections.reading import aliases as reading
from web.asking import addresses as to
from web.asking.errors import Elsewhere, Trouble, bad_request
from web.asking.forms import Sent, field
from web.asking.visit import Visit
from web.views.parts import View

PATH: Final = "/account/pathaliases"
_MOST: Final = 5
_ALIAS: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{1,31}")
_TAKEN: Final = frozenset({"me", "friends", "upload", "contacts", "everyone", "search"})


class Alias(Struct, frozen=True, kw_only=True):
    """An alias, and the address of the member's photos under it."""

    alias: str
    path: str


class PathAliases(View, frozen=True, kw_only=True):
    """All that lead to a member; `at_flickr` is the present one, `earlier` those before it."""

    at_flickr: Alias | None
    earlier: tuple[Alias, ...]
    kept: tuple[Alias, ...]
    more: bool


def look(visit: Visit) -> PathAliases:
    """Return the viewer's own path aliases."""
    nsid = _member(visit)
    named = visit.people([nsid])[nsid]
    had = [a for a in reading.at_flickr(visit.connection, nsid) if _leads_to(visit, a, nsid)]
    kept = _kept(visit, nsid)
    return PathAliases(
        title="Your path aliases",
        time=visit.sign(),
        at_flickr=_shown(visit, named.address) if named.address != nsid else None,
        earlier=tuple(_shown(visit, alias) for alias in had if alias != named.address),
        kept=tuple(_shown(visit, alias) for alias in kept),
        more=len(kept) < _MOST,
    )


def act(visit: Visit, sent: Sent) -> str:
    """Keep an alias for the viewer (`keep`), or keep one no more (`drop`). Raises Trouble."""
    nsid = _member(visit)
    archive = visit.site.archive
    catch_up(archive.log, archive.generations.live())  # what others keep since counts as well
    kept = _kept(visit, nsid)
    if drop := field(sent, "drop"):
        kept = tuple(alias for alias in kept if alias != drop)
    else:
        kept = (*kept, _free(visit, field(sent, "keep"), kept))
    archive.accounts.keep_aliases(nsid, kept)
    catch_up(archive.log, archive.generations.live())
    return visit.site.addresses.url(PATH)


def _free(visit: Visit, alias: str, kept: tuple[str, ...]) -> str:
    """Return an alias that may be kept. Raises Trouble."""
    if not _ALIAS.fullmatch(alias) or alias in _TAKEN:
        raise bad_request(
            "A path alias has 2 to 32 letters, digits, hyphens and underscores, begins with a "
            "letter or a digit, and is no word that addresses here need."
        )
    if len(kept) >= _MOST:
        raise bad_request(f"The archive keeps {_MOST} aliases for a member at the most.")
    with visit.site.archive.generations.live().connect() as connection:
        holder = reading.holder(connection, alias)
    if holder is not None and (holder.current or holder.nsid != visit.viewer):
        raise Trouble(409, "Taken", f"“{alias}” leads to somebody already.")
    return alias


def _kept(visit: Visit, nsid: str) -> tuple[str, ...]:
    """Return what is kept, from the member's own stream: a change shows at once."""
    past = account_history(e.fact for e in visit.site.archive.log.read(streams.account(nsid)))
    state = past.now.state if past.now else ACCOUNT.empty
    return () if state.aliases is UNSAID else state.aliases


def _leads_to(visit: Visit, alias: str, nsid: str) -> bool:
    """Tell whether an alias that a member had at Flickr leads to nobody else since."""
    holder = reading.holder(visit.connection, alias)
    return holder is not None and holder.nsid == nsid


def _member(visit: Visit) -> str:
    if not visit.viewer:
        raise Elsewhere(visit.site.addresses.url("/signin", go_on=PATH))
    return visit.viewer


def _shown(visit: Visit, alias: str) -> Alias:
    return Alias(alias=alias, path=visit.site.addresses.url(to.photostream(alias)))
