"""Who may look after the whole archive: the members with the role `admin`."""

from __future__ import annotations

from collections.abc import Iterable

from domain import streams
from domain.account import ADMIN, account_history
from domain.fact import UNSAID
from web.asking.errors import Way, forbidden
from web.site import Site


def roles_of(site: Site, nsid: str, recorded: Iterable[str]) -> frozenset[str]:
    """Return a member's roles: those recorded, and those that the settings give.

    The settings' count with `auth_enable_poormans_god_auth`.
    """
    settings = site.archive.settings
    enabled = settings.auth_enable_poormans_god_auth
    return frozenset(recorded).union(
        settings.auth_poormans_god_auth.get(nsid, ()) if enabled else ()
    )


def is_admin(site: Site, nsid: str) -> bool:
    """Tell whether somebody has the role, by their own stream: what is withdrawn is gone at once.

    Who has left, or never joined, has none, whatever the settings say.
    """
    if not nsid:
        return False
    past = account_history(entry.fact for entry in site.archive.log.read(streams.account(nsid)))
    if past.now is None or past.now.state.deleted is True:
        return False
    recorded = past.now.state.roles
    return ADMIN in roles_of(site, nsid, () if recorded is UNSAID else recorded)


def need_admin(site: Site, nsid: str) -> None:
    """Let nobody but an admin go on. Raises Trouble."""
    if is_admin(site, nsid):
        return
    if nsid:
        raise forbidden("This is for those who look after the archive.")
    raise forbidden("This is for those who look after the archive.", Way("/signin", "Sign in"))
