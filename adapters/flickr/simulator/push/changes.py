"""What of a photo changed, in the words of `flickr:update`."""

from adapters.flickr.simulator.values import Photo

_TYPES = {
    "title": "title",
    "description": "description",
    "tags": "tags",
    "notes": "notes",
    "people": "people",
    "location": "geo",
    "geoperms": "geo",
    "license": "license",
    "date_taken": "date_taken",
    "taken_granularity": "date_taken",
    "taken_unknown": "date_taken",
    "secret": "photo_url",
    "original_secret": "photo_url",
    "is_public": "perms",
    "is_friend": "perms",
    "is_family": "perms",
    "perm_comment": "perms",
    "perm_addmeta": "perms",
}


def update_types(before: Photo | None, after: Photo) -> tuple[str, ...]:
    """The types of a change; none where nobody need know.

    `perms` and `people` are guesses: nobody wrote down what Flickr calls them, if it tells.
    """
    if before is None:
        return ("created",)
    changed = (
        kind for name, kind in _TYPES.items() if getattr(before, name) != getattr(after, name)
    )
    return tuple(dict.fromkeys(changed))
