"""flickr.contacts: whom members know."""

from collections.abc import Callable

from adapters.flickr.simulator.call import Call, page_of
from adapters.flickr.simulator.methods.method import Method
from adapters.flickr.simulator.methods.people import icon
from adapters.flickr.simulator.values import Contact, Person
from adapters.flickr.simulator.wire import Element, Items, Node, Scalar

_FILTERS: dict[str, Callable[[Contact], bool]] = {
    "friends": lambda contact: contact.friend and not contact.family,
    "family": lambda contact: contact.family and not contact.friend,
    "both": lambda contact: contact.friend and contact.family,
    "neither": lambda contact: not contact.friend and not contact.family,
    "ignored": lambda contact: contact.ignored,
}


def _everyone(_contact: Contact) -> bool:
    return True


def _list(call: Call) -> list[Node]:
    return _contacts(call, call.member(), _private_row)


def _public_list(call: Call) -> list[Node]:
    call.needs("user_id", message="User not found")
    return _contacts(call, call.person().nsid, _public_row)


def _contacts(
    call: Call, nsid: str, row: Callable[[Person, Contact], dict[str, Scalar]]
) -> list[Node]:
    chosen = _FILTERS.get(call.text("filter"), _everyone)
    pairs = [
        (call.world.known_person(contact.nsid), contact)
        for contact in call.world.contacts_of(nsid).values()
        if chosen(contact)
    ]
    pairs.sort(key=lambda pair: (pair[0].username.casefold(), pair[0].nsid))
    page, shown = page_of(call, pairs, default=1000, most=1000)
    rows = [Element("contact", row(person, contact)) for person, contact in shown]
    attributes: dict[str, Scalar] = {
        "page": page.page,
        "pages": page.pages,
        "per_page": page.per_page,
        "perpage": page.per_page,
        "total": page.total,
    }
    return [Element("contacts", attributes, [Items("contact", rows)])]


def _public_row(person: Person, contact: Contact) -> dict[str, Scalar]:
    return {
        "nsid": person.nsid,
        "username": person.username,
        **icon(person),
        "ignored": int(contact.ignored),
        "rev_ignored": 0,
    }


def _private_row(person: Person, contact: Contact) -> dict[str, Scalar]:
    return {
        **_public_row(person, contact),
        "realname": person.realname or "",
        "friend": int(contact.friend),
        "family": int(contact.family),
        "path_alias": person.path_alias,
        "location": person.location or "",
    }


METHODS = {
    "flickr.contacts.getList": Method(_list, "read"),
    "flickr.contacts.getPublicList": Method(_public_list),
}
