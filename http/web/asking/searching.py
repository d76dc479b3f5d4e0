"""What a search asks for, read from the query of an address."""

from __future__ import annotations

from domain import streams
from domain.search.parsing import parse
from domain.search.query import Query, Sort
from projections.reading import people
from web.asking import addresses as to
from web.asking.errors import bad_request
from web.asking.visit import Visit


def asked_query(visit: Visit, text: str) -> Query:
    """Read a query. Raises QueryError, which tells where it is wrong."""
    return parse(text, lambda name: whose(visit, name), visit.site.zone)


def asked_sort(visit: Visit) -> Sort | None:
    """Return the order asked for in `?sort=`; None for the usual one. Raises Trouble."""
    text = visit.params.get("sort", "")
    try:
        return Sort(text) if text else None
    except ValueError:
        raise bad_request(f"What is found can be sorted by {', '.join(Sort)}.") from None


def whose(visit: Visit, name: str) -> str | None:
    """Return the NSID of the person meant in a query: by NSID, by alias, or by name that day."""
    if name == "me":
        return visit.viewer or None
    if streams.is_nsid(name):
        return name
    found = people.by_address(visit.connection, name) if to.can_be_person(name) else None
    return people.called(visit.connection, name, visit.eyes.at) if not found else found[0].nsid
