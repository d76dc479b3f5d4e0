"""How the archive does, at a glance; and its members."""

from __future__ import annotations

from msgspec import Struct

from projections.following import position
from projections.reading import people
from projections.reading.subscriptions import subscriptions
from web.answering.dates import date_of_look
from web.asking.roles import need_admin, roles_of
from web.asking.visit import Visit
from web.views.parts import Person, View


class GodView(View, frozen=True, kw_only=True):
    """The archive at a glance.

    `behind` is how many events the views have not seen yet, `calls_left` how many calls
    of Flickr the pollers have for now, `refused` how often the receiver refused what.
    """

    members: int
    subscriptions: int
    events: int
    behind: int
    calls_left: int
    looks_waiting: int
    refused: dict[str, int]


class MemberLine(Struct, frozen=True, kw_only=True):
    """One who joined, and how their last finished backup went; None before the first."""

    person: Person
    joined: int
    backups: tuple[str, ...]
    paused: bool
    perms: str
    roles: tuple[str, ...]
    deleted: bool
    last_backup: int | None
    missing: int


class GodUsers(View, frozen=True, kw_only=True):
    """Everybody who ever joined, those who left too."""

    members: tuple[MemberLine, ...]


def look(visit: Visit) -> GodView:
    """Return how the archive does."""
    need_admin(visit.site, visit.viewer)
    archive = visit.site.archive
    head = archive.log.head()
    return GodView(
        title="The archive",
        time=visit.sign(seen=date_of_look(visit)),
        members=sum(not member.deleted for member in people.members(visit.connection)),
        subscriptions=len(subscriptions(visit.connection)),
        events=head,
        behind=max(head - position(visit.connection), 0),
        calls_left=archive.flickr.budget.left().calls,
        looks_waiting=visit.site.looks.waiting(),
        refused=dict(visit.site.push.attempts()),
    )


def look_at_users(visit: Visit) -> GodUsers:
    """Return everybody who ever joined."""
    need_admin(visit.site, visit.viewer)
    members = people.members(visit.connection)
    called = visit.people(member.nsid for member in members)
    lines: list[MemberLine] = []
    for member in members:
        last = next(iter(people.runs(visit.connection, member.nsid, 1)), None)
        lines.append(
            MemberLine(
                person=called[member.nsid],
                joined=member.joined,
                backups=member.backups,
                paused=member.paused,
                perms=member.perms,
                roles=tuple(sorted(roles_of(visit.site, member.nsid, member.roles))),
                deleted=member.deleted,
                last_backup=last.finished if last else None,
                missing=len(last.missing) if last else 0,
            )
        )
    return GodUsers(
        title="Members", time=visit.sign(seen=date_of_look(visit)), members=tuple(lines)
    )
