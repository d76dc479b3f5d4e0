"""Flickr's API methods, one module a family, each a function from a call to an answer."""

from adapters.flickr.simulator.methods import (
    about,
    comments,
    contacts,
    edit,
    favorites,
    geo,
    login,
    people,
    photo,
    photos,
    photosets,
    push,
)
from adapters.flickr.simulator.methods.method import Method

METHODS: dict[str, Method] = {
    **login.METHODS,
    **people.METHODS,
    **photos.METHODS,
    **photo.METHODS,
    **about.METHODS,
    **edit.METHODS,
    **geo.METHODS,
    **comments.METHODS,
    **favorites.METHODS,
    **contacts.METHODS,
    **photosets.METHODS,
    **push.METHODS,
}
"""Every method that is known, by its name at Flickr."""
